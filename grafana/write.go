// Package grafana makes the dashboards: a file for each page, and the house
// that they share. What it makes is in dashboards/*.json; a test says where the
// two differ.
package grafana

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// schemaVersion is one that Grafana 10 to 13 load; newer ones migrate it while loading.
const schemaVersion = 39

// Files are the dashboards as Grafana loads them, by the name of their file.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, p := range Pages() {
		text, err := p.json()
		if err != nil {
			return nil, fmt.Errorf("making %s: %w", p.UID, err)
		}
		files[strings.TrimPrefix(p.UID, "salesforce-")+".json"] = text
	}
	return files, nil
}

// Write writes the dashboards into a folder.
func Write(folder string) error {
	files, err := Files()
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return fmt.Errorf("writing a dashboard: %w", err)
		}
	}
	return nil
}

func (p Page) json() ([]byte, error) {
	board, err := p.build()
	if err != nil {
		return nil, err
	}
	board.SchemaVersion = schemaVersion
	text, err := json.Marshal(board)
	if err != nil {
		return nil, err
	}
	var model map[string]any
	if err := json.Unmarshal(text, &model); err != nil {
		return nil, err
	}
	tidy(model)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(model); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// tidy takes out what the SDK writes and Grafana's model has not: in data links
// the fields of dashboard links, in variables those of intervals. An id of null
// is what Grafana writes on export.
func tidy(board map[string]any) {
	board["id"] = nil
	templating, _ := board["templating"].(map[string]any)
	list, _ := templating["list"].([]any)
	for _, v := range list {
		for _, ofIntervals := range []string{"auto", "auto_min", "auto_count"} {
			delete(v.(map[string]any), ofIntervals)
		}
	}
	panels, _ := board["panels"].([]any)
	for _, p := range panels {
		config, _ := p.(map[string]any)["fieldConfig"].(map[string]any)
		defaults, _ := config["defaults"].(map[string]any)
		links, _ := defaults["links"].([]any)
		for i, l := range links {
			link := l.(map[string]any)
			links[i] = map[string]any{"title": link["title"], "url": link["url"], "targetBlank": false}
		}
	}
}
