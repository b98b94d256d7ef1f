// Points in time as Go prints them; the input is [[seconds, nanoseconds], ...].
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"time"
)

func main() {
	var given [][2]int64
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	nano, whole, milli, micro := []string{}, []string{}, []string{}, []string{}
	for _, part := range given {
		t := time.Unix(part[0], part[1]).UTC()
		nano = append(nano, t.Format(time.RFC3339Nano))
		whole = append(whole, t.Format(time.RFC3339))
		milli = append(milli, strconv.FormatInt(t.UnixMilli(), 10))
		micro = append(micro, strconv.FormatInt(t.UnixMicro(), 10))
	}
	outputs := map[string][]string{"RFC3339Nano": nano, "RFC3339": whole, "UnixMilli": milli, "UnixMicro": micro}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"version": runtime.Version(), "outputs": outputs}); err != nil {
		panic(err)
	}
}
