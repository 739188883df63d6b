package main

import (
	"fmt"
	"math"
	"strings"
)

// A line is a named curve.
type line struct {
	name   string
	points []point
}

// The measures of a chart, and the colours of its lines.
const (
	width, height = 720.0, 400.0
	left, right   = 70.0, 190.0
	top, bottom   = 40.0, 50.0
)

var colours = []string{"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf"}

// A scale maps powers of ten to places.
type scale struct{ from, to, start, end float64 }

// scaleOf returns the scale that has all values between start and end.
func scaleOf(values []float64, start, end float64) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = min(low, math.Log10(v)), max(high, math.Log10(v))
	}
	return scale{math.Floor(low), max(math.Ceil(high), math.Floor(low)+1), start, end}
}

// at returns the place of a value.
func (s scale) at(v float64) float64 {
	return s.start + (math.Log10(v)-s.from)/(s.to-s.from)*(s.end-s.start)
}

// chart draws lines on logarithmic scales, where what grows as a power of its input is straight.
func chart(title, xName string, lines []line) string {
	var xs, ys []float64
	for _, l := range lines {
		for _, p := range l.points {
			xs, ys = append(xs, p.x), append(ys, p.y)
		}
	}
	x, y := scaleOf(xs, left, width-right), scaleOf(ys, height-bottom, top)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" `+
		`font-family="sans-serif" font-size="12">`+
		"\n<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n", width, height, title)
	text(&b, left, 22, "start", title)
	text(&b, (left+width-right)/2, height-12, "middle", xName)
	for e := x.from; e <= x.to; e++ {
		at := x.at(math.Pow(10, e))
		grid(&b, at, top, at, height-bottom)
		text(&b, at, height-bottom+18, "middle", fmt.Sprintf("%.0f", math.Pow(10, e)))
	}
	for e := y.from; e <= y.to; e++ {
		at := y.at(math.Pow(10, e))
		grid(&b, left, at, width-right, at)
		text(&b, left-6, at+4, "end", timeOf(math.Pow(10, e)))
	}
	for i, l := range lines {
		drawLine(&b, l, x, y, colours[i%len(colours)], top+14+float64(i)*18)
	}
	return b.String() + "</svg>\n"
}

// drawLine draws a line, its points, and its name at the right.
func drawLine(b *strings.Builder, l line, x, y scale, colour string, nameAt float64) {
	var places []string
	for _, p := range l.points {
		places = append(places, fmt.Sprintf("%.1f,%.1f", x.at(p.x), y.at(p.y)))
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x.at(p.x), y.at(p.y), colour)
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n",
		strings.Join(places, " "), colour)
	fmt.Fprintf(b, `<rect x="%.0f" y="%.0f" width="10" height="10" fill="%s"/>`+"\n", width-right+14, nameAt-9, colour)
	text(b, width-right+30, nameAt, "start", l.name)
}

func grid(b *strings.Builder, x1, y1, x2, y2 float64) {
	fmt.Fprintf(b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#ddd"/>`+"\n", x1, y1, x2, y2)
}

func text(b *strings.Builder, x, y float64, anchor, words string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, words)
}

// timeOf writes nanoseconds as a person reads them.
func timeOf(ns float64) string {
	switch {
	case ns >= 1e9:
		return fmt.Sprintf("%.3g s", ns/1e9)
	case ns >= 1e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	case ns >= 1e3:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	}
	return fmt.Sprintf("%.3g ns", ns)
}
