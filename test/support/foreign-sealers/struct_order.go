// Service log: encoding/json of a struct, its hash left out while it is empty; <, > and & come out escaped.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

type change struct {
	Path string  `json:"path"`
	Old  *string `json:"old"`
	New  string  `json:"new"`
}

type entry struct {
	Seq      uint64    `json:"seq"`
	Time     time.Time `json:"time"`
	Service  string    `json:"service"`
	Actor    string    `json:"actor"`
	Message  string    `json:"message"`
	Changes  []change  `json:"changes"`
	PrevHash string    `json:"prev_hash"`
	Hash     string    `json:"hash,omitempty"`
}

func main() {
	previous := ""
	start := time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC)
	old := "<none>"
	for number := 1; number <= 200; number++ {
		item := entry{
			Seq:      uint64(number),
			Time:     start.Add(time.Duration(number) * 1234567891 * time.Nanosecond),
			Service:  "billing",
			Actor:    fmt.Sprintf("u_%d", number%7),
			Message:  "limit raised <a & b>",
			Changes:  []change{{Path: "/limits/0", Old: &old, New: fmt.Sprintf("größer %d", number)}},
			PrevHash: previous,
		}
		text, _ := json.Marshal(item)
		digest := sha256.Sum256(text)
		item.Hash = hex.EncodeToString(digest[:])
		line, _ := json.Marshal(item)
		fmt.Println(string(line))
		previous = item.Hash
	}
}
