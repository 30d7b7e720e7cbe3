// The Go driver: one JSON command a line on standard input, one answer a line on standard output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// Longest line: the largest record of the suite in base64, with room to spare.
const maxLineBytes = 64 << 20

func main() {
	driver := newDriver()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, maxLineBytes)
	for lines.Scan() {
		var asked command
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		line, err := json.Marshal(driver.answer(asked))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}
