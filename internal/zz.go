package internal
import (
_ "github.com/prometheus/client_golang/prometheus/promhttp"
_ "github.com/prometheus/client_golang/prometheus/testutil"
_ "github.com/prometheus/client_golang/prometheus/collectors/version"
_ "github.com/prometheus/exporter-toolkit/web/kingpinflag"
_ "github.com/prometheus/common/promslog"
_ "github.com/tjhop/slog-gokit"
_ "golang.org/x/oauth2/clientcredentials"
_ "golang.org/x/sync/errgroup"
)

