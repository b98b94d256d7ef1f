// Reads a JSON list of texts; prints for each what encoding/json makes of it as map[string]any, null where it makes nothing.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
)

func printed(text string, escape bool) *string {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escape)
	if encoder.Encode(value) != nil {
		return nil
	}
	// Encode ends with a line feed, Marshal does not.
	answer := string(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
	return &answer
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	outputs := map[string][]*string{"go": {}, "go-plain": {}}
	for _, text := range texts {
		outputs["go"] = append(outputs["go"], printed(text, true))
		outputs["go-plain"] = append(outputs["go-plain"], printed(text, false))
	}
	answer := map[string]any{"program": "go encoding/json", "version": runtime.Version(), "outputs": outputs}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		panic(err)
	}
}
