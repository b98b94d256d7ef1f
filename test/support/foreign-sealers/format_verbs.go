// Sprintf with verbs, the previous hash in the middle, the time in seconds while the export has RFC 3339.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

type line struct {
	ID       int       `json:"id"`
	When     time.Time `json:"when"`
	Actor    string    `json:"actor"`
	Verb     string    `json:"verb"`
	Allowed  bool      `json:"allowed"`
	PrevHash string    `json:"prevHash"`
	Hash     string    `json:"hash"`
}

func main() {
	previous := "genesis"
	for number := 1; number <= 200; number++ {
		item := line{ID: number, When: time.Unix(1746000000+int64(number)*60, 0).UTC(), Actor: fmt.Sprintf("u_%d", number%6),
			Verb: "deploy", Allowed: number%7 != 0, PrevHash: previous}
		text := fmt.Sprintf("%d:%d:%s:%s:%s:%t", item.ID, item.When.Unix(), previous, item.Actor, item.Verb, item.Allowed)
		item.Hash = fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
		text2, _ := json.Marshal(item)
		fmt.Println(string(text2))
		previous = item.Hash
	}
}
