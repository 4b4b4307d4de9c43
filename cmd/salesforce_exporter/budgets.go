package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/disk"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/statefile"
)

// budgets are those of all orgs. An org that is measured anew, because the
// configuration says something else of it, keeps its own.
type budgets struct {
	dir   string // that keeps what was spent over a restart; empty for none
	known map[string]*budget.Budget
	hangs bool // the disk of the directory did, when something was to be read from it
}

func newBudgets(dir string) *budgets {
	return &budgets{dir: dir, known: map[string]*budget.Budget{}}
}

// of returns the budget of an org, with what was spent of it before.
func (b *budgets) of(name string, target *config.Org, all config.Budget, logger log.Logger) *budget.Budget {
	options := budget.Options{
		CallsADay: int(cmp.Or(target.Budget.CallsADay, all.CallsADay)),
		Reserve:   float64(cmp.Or(target.Budget.Reserve, all.Reserve)),
	}
	return b.named(nameOfBudget(name, target), options, logger)
}

// unitCalls is how many calls of the Account Engagement API may be made in 24
// hours by default: a tenth of the smallest allowance, which is that of the
// Growth edition (Salesforce Help, Using the Account Engagement API).
const unitCalls = 2500

// ofUnit returns the budget of an org's business unit.
func (b *budgets) ofUnit(name string, target *config.Org, logger log.Logger) *budget.Budget {
	options := budget.Options{CallsADay: int(cmp.Or(target.BusinessUnit.CallsADay, unitCalls))}
	return b.named(nameOfBudget(name, target)+"-"+target.BusinessUnit.ID, options, logger)
}

func (b *budgets) named(key string, options budget.Options, logger log.Logger) *budget.Budget {
	if known, ok := b.known[key]; ok {
		known.Change(options)
		return known
	}
	made := budget.New(options)
	b.known[key] = made
	if b.dir == "" {
		return made
	}
	err := b.keep(made, filepath.Join(b.dir, key+".json"))
	if err != nil {
		level.Warn(logger).Log("msg", "what was spent before is not known, so calls are spent slowly at first", "err", err)
	}
	return made
}

// keepingOf says where the answers of an org are kept; nil for nowhere. They belong
// to whoever signs in where, which the file has only a hash of.
func keepingOf(name string, target *config.Org, dir string) *org.Keeping {
	if dir == "" {
		return nil
	}
	belongs := sha256.Sum256(fmt.Appendf(nil, "%q", []string{name, target.URL, target.ClientID, target.Username}))
	file := strings.Replace(nameOfBudget(name, target), "budget-", "answers-", 1) + ".state"
	secrets := sha256.Sum256([]byte(target.SecretsWritten()))
	return &org.Keeping{File: statefile.NewFile(filepath.Join(dir, "answers"), file, hex.EncodeToString(belongs[:])),
		Secrets: hex.EncodeToString(secrets[:])}
}

// keep reads what was spent before. Of several orgs only the first one waits for a
// disk that hangs.
func (b *budgets) keep(made *budget.Budget, file string) error {
	if b.hangs {
		made.KeepUnread(file, time.Now())
		return disk.ErrHangs
	}
	err := made.Keep(file, time.Now())
	b.hangs = errors.Is(err, disk.ErrHangs)
	return err
}

// nameOfBudget tells one org from another, and the same org by another name. No
// name has an @.
func nameOfBudget(name string, target *config.Org) string {
	_, host, _ := strings.Cut(target.URL, "://")
	host = strings.ReplaceAll(host, ":", "_")
	if name == unnamed {
		return "budget-" + host
	}
	return "budget-" + name + "@" + host
}
