package grafanaapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

const token = "glsa_correcthorse"

// A standIn answers like Grafana, as far as imports ask it.
type standIn struct {
	*httptest.Server
	mu          sync.Mutex
	asked       []string
	sources     string // the data sources as JSON
	mayList     bool   // whether the token may list them
	mayWrite    bool
	folders     map[string]string // title by UID
	dashboards  map[string]string // folder by UID
	groups      map[string]group
	provisioned string // the UID of a dashboard that comes from a file
}

type group struct {
	Title, FolderUID string
	Interval         int
	Rules            []struct{ UID, Title string }
}

func newStandIn(t *testing.T) *standIn {
	s := &standIn{
		sources: `[{"uid":"abc","name":"Prometheus","type":"prometheus","isDefault":true},
			{"uid":"l1","name":"Loki","type":"loki","isDefault":false}]`,
		mayList: true, mayWrite: true,
		folders: map[string]string{}, dashboards: map[string]string{}, groups: map[string]group{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /grafana/api/datasources", func(w http.ResponseWriter, _ *http.Request) {
		if !s.mayList {
			answer(w, http.StatusForbidden, `{"message":"You'll need additional permissions: datasources:read"}`)
			return
		}
		answer(w, http.StatusOK, s.sources)
	})
	mux.HandleFunc("GET /grafana/api/folders/{uid}", func(w http.ResponseWriter, r *http.Request) {
		if _, ok := s.folders[r.PathValue("uid")]; !ok {
			answer(w, http.StatusNotFound, `{"message":"folder not found"}`)
			return
		}
		answer(w, http.StatusOK, `{}`)
	})
	mux.HandleFunc("POST /grafana/api/folders", s.makeFolder)
	mux.HandleFunc("POST /grafana/api/dashboards/db", s.takeDashboard)
	mux.HandleFunc("PUT /grafana/api/v1/provisioning/folder/{folder}/rule-groups/{group}", s.takeGroup)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		if r.Header.Get("Authorization") != "Bearer "+token {
			answer(w, http.StatusUnauthorized, `{"message":"invalid API key `+r.Header.Get("Authorization")+`"}`)
			return
		}
		if r.Method != http.MethodGet && !s.mayWrite {
			answer(w, http.StatusForbidden, `{"message":"permissions needed: folders:create"}`)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}

func (s *standIn) makeFolder(w http.ResponseWriter, r *http.Request) {
	var folder struct{ UID, Title string }
	if err := json.NewDecoder(r.Body).Decode(&folder); err != nil || folder.UID == "" || folder.Title == "" {
		answer(w, http.StatusBadRequest, `{"message":"folder title cannot be empty"}`)
		return
	}
	s.folders[folder.UID] = folder.Title
	answer(w, http.StatusOK, `{}`)
}

func (s *standIn) takeDashboard(w http.ResponseWriter, r *http.Request) {
	var sent struct {
		Dashboard struct {
			ID         *int
			UID, Title string
			Panels     []any
		}
		FolderUID string
		Overwrite bool
	}
	err := json.NewDecoder(r.Body).Decode(&sent)
	_, made := s.dashboards[sent.Dashboard.UID]
	switch {
	case err != nil || sent.Dashboard.Title == "" || sent.Dashboard.ID != nil || len(sent.Dashboard.Panels) == 0:
		answer(w, http.StatusBadRequest, `{"message":"bad request data"}`)
	case s.folders[sent.FolderUID] == "":
		answer(w, http.StatusBadRequest, `{"message":"folder not found"}`)
	case made && !sent.Overwrite:
		answer(w, http.StatusPreconditionFailed, `{"message":"The dashboard has been changed by someone else"}`)
	case sent.Dashboard.UID == s.provisioned:
		answer(w, http.StatusBadRequest, `{"message":"Cannot save provisioned dashboard"}`)
	default:
		s.dashboards[sent.Dashboard.UID] = sent.FolderUID
		answer(w, http.StatusOK, `{"status":"success","url":"/grafana/d/`+sent.Dashboard.UID+`"}`)
	}
}

func (s *standIn) takeGroup(w http.ResponseWriter, r *http.Request) {
	var sent group
	err := json.NewDecoder(r.Body).Decode(&sent)
	switch {
	case err != nil || sent.Title != r.PathValue("group") || sent.FolderUID != r.PathValue("folder"):
		answer(w, http.StatusBadRequest, `{"message":"bad request data"}`)
	case s.folders[sent.FolderUID] == "":
		answer(w, http.StatusNotFound, `{"message":"folder does not exist"}`)
	case sent.Interval < 10 || sent.Interval%10 != 0:
		answer(w, http.StatusBadRequest, `{"message":"interval should be a multiple of 10 seconds"}`)
	case r.Header.Get("X-Disable-Provenance") != "true":
		answer(w, http.StatusConflict, `{"message":"cannot change provenance from '' to 'api'"}`)
	default:
		s.groups[sent.Title] = sent
		answer(w, http.StatusOK, `{}`)
	}
}
