package proxy

// takePlace takes one of the places that the route has for requests at one time, so that a
// slow target does not take those of the others.
func (x *exchange) takePlace() error {
	if most := int64(x.lane.MaxConcurrent); x.lane.inUse.Add(1) > most && most > 0 {
		x.lane.inUse.Add(-1)
		return x.busy(shedRoute, "too many requests of this route are being served; try again later, or raise its "+
			"max_concurrent")
	}
	x.placed = true
	return nil
}

// leavePlace ends the use of the place.
func (x *exchange) leavePlace() {
	if x.placed {
		x.placed = false
		x.lane.inUse.Add(-1)
	}
}
