# Targets are listed by "make help". Nothing here needs more than Go, git and make;
# the race detector also needs a C compiler and is left out where there is none.

GO      ?= go
BINARY  := salesforce_exporter
VERSION := $(shell cat VERSION)
PACKAGE := github.com/prometheus/common/version
LDFLAGS := -s -w \
	-X $(PACKAGE).Version=$(VERSION) \
	-X $(PACKAGE).Revision=$(shell git rev-parse HEAD 2>/dev/null || echo unknown) \
	-X $(PACKAGE).Branch=$(shell git rev-parse --abbrev-ref HEAD 2>/dev/null || echo unknown) \
	-X $(PACKAGE).BuildDate=$(shell date -u +%Y%m%d-%H:%M:%S)
# SQLite, which is only the demo org's, is ten times slower under the race detector.
RACE    := $(shell command -v $$($(GO) env CC) >/dev/null 2>&1 && echo "-race '-gcflags=modernc.org/...=-race=false'")
# Of the tests of the whole, which take minutes, those go under the race detector
# in which scrapes, refreshes and faults meet.
CONCURRENT := TestThirtyDays|TestScrapeAnswersBeforeItsDeadline|TestSlowWeb|TestOutageKeeps|TestRevoked|TestDefective|TestPeopleAreRead

# Lines that may be longer than 120 columns, as .golangci.yml has it: text that
# cannot be broken. Each comes behind the name of its file and its number.
UNBROKEN := "([^"\\]|\\.){40,}"|`|^[^:]*:[0-9]*:[[:space:]]*(- \{|\{"|unless )
GOLANGCI := v2.15.0

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## Build the static binary ./salesforce_exporter
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BINARY) ./cmd/salesforce_exporter

.PHONY: demo
demo: build ## Measure the built-in demo org: http://localhost:10733/metrics
	./$(BINARY) --demo

.PHONY: test
test: lint ## Lint, then run all tests, and those with concurrency under the race detector
	$(GO) test $(RACE) -timeout 30m $$($(GO) list ./... | grep -v /internal/e2e)
	$(GO) test -timeout 30m ./internal/e2e/...
	cd grafana/states && $(GO) test -timeout 30m -count=1 ./... # it reads the dashboards, which are outside of its module
	cd prometheus/simulate && $(GO) test -short ./...
	cd tools && $(GO) test -short ./...
	cd mixin && $(GO) test -count=1 ./... # it reads rules and dashboards, which are outside of its module
	cd deploy/helm/tests && $(GO) test -count=1 . # it reads the chart, which is outside of its module
	$(if $(RACE),$(GO) test $(RACE) -timeout 30m -run '$(CONCURRENT)' ./internal/e2e)

.PHONY: lint
lint: ## Check format, vet, staticcheck and the length of files and lines
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt would change: $$unformatted"; exit 1; }
	$(GO) vet ./...
	staticcheck=$$($(GO) tool -n staticcheck) && cd prometheus/simulate && $(GO) vet ./... && $$staticcheck ./...
	$(GO) tool staticcheck ./...
	cd tools && $(GO) vet ./... && $$(cd .. && $(GO) tool -n staticcheck) ./...
	cd deploy/helm/tests && $(GO) vet ./... # staticcheck would take a minute to read all of Kubernetes
	cd grafana/states && $(GO) vet -stdmethods=false ./... && $$(cd ../.. && $(GO) tool -n staticcheck) ./... # Prometheus has a Seek of its own
	cd mixin && $(GO) vet ./... && $$(cd .. && $(GO) tool -n staticcheck) ./...
	@long=$$(git ls-files '*.go' | xargs wc -l | awk '$$2 != "total" && $$1 > 450'); test -z "$$long" || { echo "longer than 450 lines:"; echo "$$long"; exit 1; }
	@long=$$(git ls-files '*.go' | LC_ALL=C.UTF-8 xargs grep -nE '^.{121,}$$' | grep -vE '$(UNBROKEN)'); test -z "$$long" || { echo "longer than 120 columns:"; echo "$$long"; exit 1; }

.PHONY: golangci
golangci: ## Run golangci-lint, which takes some minutes to build
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI) run ./...

.PHONY: e2e
e2e: ## Run rules and chart against real servers (installs Prometheus and Alertmanager on Debian)
	@SKIPPED=$$(mktemp); export SKIPPED; trap 'rm -f "$$SKIPPED"' EXIT; \
	./prometheus/e2e.sh && (cd deploy/helm/tests && $(GO) test -count=1 -v -run 'TestOneOrg|TestShards' .) && \
	if [ -s "$$SKIPPED" ]; then echo "make e2e: not everything was tested:"; cat "$$SKIPPED"; \
	else echo "make e2e: the rules are proven"; fi

.PHONY: stack
stack: build ## Run exporter, Prometheus and Alertmanager from PATH on the demo org
	./deploy/stack.sh

.PHONY: clients
clients: ## Try other people's Salesforce clients against the demo org (needs npm)
	cd internal/demo/clients && npm ci --ignore-scripts --no-audit --no-fund && $(GO) test -count=1 ./...

.PHONY: pages
pages: build ## Try the status page in a real browser (needs npm and Chromium)
	cd internal/web/browser && npm ci --ignore-scripts --no-audit --no-fund && EXPORTER=$(CURDIR)/$(BINARY) node --test pages.test.mjs

.PHONY: bench
bench: ## Run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem -timeout 30m ./...

.PHONY: oracle
oracle: ## Hold the figures of orgs of 5,000 and 20,000 people against their rows, in some two minutes
	ORACLE_USERS=5000,20000 $(GO) test -run '^TestOracleOfBigOrgs$$' -timeout 30m ./internal/e2e

.PHONY: bench-alerts
bench-alerts: ## Measure the alerts in simulated companies: false alarms, power, delay
	cd prometheus/simulate && $(GO) test ./... && $(GO) run . -companies 150

.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities in what is used (needs the list from the network)
	./tools/vulnerabilities.sh

.PHONY: release
release: ## Make archives, packages, an image, the chart, bills of materials and checksums in dist/ (IMAGE: what the chart runs)
	cd tools && $(GO) run ./release -image '$(IMAGE)'

.PHONY: release-test
release-test: ## Test what is released: install the program from its module, look into packages, run the image
	cd tools && $(GO) test -count=1 -timeout 30m ./...

.PHONY: push
push: ## Push the image of dist/ to a registry: make push IMAGE=registry.example.com/salesforce_exporter
	cd tools && $(GO) run ./release push '$(IMAGE):$(VERSION)'

.PHONY: notes
notes: ## Print what the changelog says of this version
	@cd tools && $(GO) run ./release notes

.PHONY: module-path
module-path: ## Give the project the module path of its repository: make module-path MODULE=github.com/OWNER/salesforce_exporter
	./tools/module-path.sh '$(MODULE)'

.PHONY: docker
docker: ## Build the container image
	docker build -t $(BINARY):$(VERSION) .

.PHONY: clean
clean: ## Remove what was built
	rm -rf $(BINARY) dist
