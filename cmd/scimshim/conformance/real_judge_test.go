//go:build conformance

package conformance

import (
	"fmt"
	"strings"
)

// A realVerdict is what came of a request at a server of others.
type realVerdict struct {
	word     string // right, refused, wrong, unjudged, unfilled, or lacks: right but for what there is no room for
	status   int    // of a refusal
	scimType string
	says     string
}

func (v realVerdict) String() string {
	if v.word != "refused" {
		return v.word
	}
	return strings.TrimSpace(fmt.Sprintf("refused %d %s", v.status, v.scimType))
}

// A realTally counts verdicts.
type realTally struct{ right, refused, wrong, unjudged int }

func (c *realTally) add(v realVerdict) {
	switch v.word {
	case "right":
		c.right++
	case "refused":
		c.refused++
	case "wrong":
		c.wrong++
	default:
		c.unjudged++
	}
}

func (c realTally) String() string {
	text := fmt.Sprintf("%d accepted and right, %d refused, %d accepted with a wrong outcome",
		c.right, c.refused, c.wrong)
	if c.unjudged > 0 {
		text += fmt.Sprintf(", %d that nobody can judge", c.unjudged)
	}
	return text
}

// A realPlay is one request to a server of others. It judges as a wildPlay does,
// but for what RFC 7644 leaves to the server.
type realPlay struct{ wildPlay }

// judge compares what a request that was granted has brought about with what it
// asked for.
func (p *realPlay) judge() (string, error) {
	switch m := &p.asked; {
	case m.Method != "POST" && m.Method != "PUT" && m.Method != "PATCH",
		m.Resource != "Users" && m.Resource != "Groups":
		return p.wildPlay.judge()
	}
	if why := p.othersTouched(); why != "" {
		return why, nil
	}
	before, after := p.subject(p.before), p.subject(p.after)
	if after == nil {
		return "the resource is not there", nil
	}
	wanted, err := p.wanted(before)
	if err != nil {
		return "", err
	}
	if why := p.judgeAnswer(); why != "" {
		return why, nil
	}
	kept := func(o wildObject) wildObject { return p.target.kept(p.asked.Resource, nil, o) }
	var differ []string
	for _, want := range wanted {
		if differ = wildDiffer(kept(want), kept(after)); len(differ) == 0 {
			return "", nil
		}
	}
	return "not as the request says: " + strings.Join(differ, ", "), nil
}

// wanted returns the resources that satisfy a write. What a PUT does not name, a
// server may clear or keep (RFC 7644, section 3.5.1), and whether a user is active
// that nobody said it of is the server's to say.
func (p *realPlay) wanted(before wildObject) ([]wildObject, error) {
	body := wildDecode(p.asked.Body)
	if p.asked.Method == "PATCH" {
		want, err := wildPatched(p.asked.Resource, before, body)
		return []wildObject{want}, err
	}
	alone, err := wildMeant(p.asked.Resource, "add", wildObject{}, body)
	if err != nil {
		return nil, err
	}
	wanted := []wildObject{alone}
	if _, given := alone["active"]; !given && p.asked.Resource == "Users" {
		active := wildCopy(alone)
		active["active"] = true
		wanted = append(wanted, active)
	}
	if p.asked.Method == "PUT" {
		merged, err := wildMeant(p.asked.Resource, "replace", before, body)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, merged, overlaid(before, alone))
	}
	return wanted, nil
}

// overlaid returns a resource with the attributes of another over it.
func overlaid(before, o wildObject) wildObject {
	both := wildCopy(before)
	for name, v := range o {
		if extension, ok := v.(wildObject); ok && strings.HasPrefix(name, "urn:") {
			v = overlaid(wildInner(both, name), extension)
		}
		both[name] = v
	}
	return both
}
