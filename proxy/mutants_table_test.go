package proxy

// mutants are faults that somebody could make, or was tempted to make for speed or brevity.
var mutants = []mutant{
	// What a request is.
	{"lines may end in LF", "proxy/head/header.go",
		"if end < 1 || raw[end-1] != '\\r' {\n\t\t\treturn reason.Refuse(400, reason.Header, \"a line of the request's header does not end in CR and LF\")\n\t\t}\n\t\tif r := h.line(raw[:end-1]); r != nil {",
		"if end < 0 {\n\t\t\treturn nil\n\t\t}\n\t\tif r := h.line(bytes.TrimSuffix(raw[:end], []byte(\"\\r\"))); r != nil {",
		"proxy/wiretest TestRequests"},
	{"both lengths are taken", "proxy/head/header.go", "case te && h.Has[ContentLength]:", "case false:", "proxy/head TestReadHeader"},
	{"any transfer encoding is taken", "proxy/head/header.go", "!ascii.Equal(h.Value[TransferEncoding], \"chunked\")", "false", "proxy/head TestReadHeader"},
	{"a length may have a sign", "proxy/head/header.go", "!ascii.IsDigits(h.Value[ContentLength])", "len(h.Value[ContentLength]) == 0", "proxy/head TestReadHeader"},
	{"a field may come twice", "proxy/head/header.go", "case f < singletons && h.Has[f]:", "case false:", "proxy/wiretest TestRequests"},
	{"underscores are hyphens", "proxy/head/header.go", "\tcase alias:\n", "\tcase alias && false:\n", "proxy/head TestReadHeader"},
	{"trailers are announced", "proxy/head/header.go", "case h.Has[trailer]:", "case false:", "proxy/wiretest TestRequests"},
	{"trailers are taken", "proxy/proxy.go", "\t(*exchange).checkTrailer, ", "\t(*exchange).checkMethod, ", "proxy/wiretest TestRequests"},
	{"a GET has a body", "proxy/exchange.go", "case !writes && x.header.HasBody():", "case false:", "proxy/wiretest TestRequests"},
	{"encoded bodies are read", "proxy/exchange.go", "case x.header.Has[head.ContentEncoding]:", "case false:", "proxy/wiretest TestRequests"},
	{"HTTP/1.0 has no end", "proxy/version.go", "if isWrite(string(x.head.Method())) && !h.Has[head.ContentLength] {", "if false {", "proxy/wiretest TestOldVersion"},
	{"paths begin alike", "proxy/path.go", " && (len(path) == n || path[n] == '/')", "", "TestLocate"},
	{"ids may be dots", "proxy/head/id.go", "return text, ids.FitPath(text)", "return text, ids.FitPath(text) || len(id) > 0", "TestLocate proxy/wiretest TestReservedIDs"},
	{"paths have any byte", "proxy/path.go", "\tif r := head.CheckPath(path); r != nil {\n\t\treturn p, r\n\t}\n", "", "TestLocate TestEveryCharacter"},

	// Who asks.
	{"tokens are compared as text", "proxy/secret/admit.go",
		"found |= subtle.ConstantTimeCompare(got[:], want[:])",
		"_, _ = got, want\n\t\tif token := secrets[i].Reveal(); bytes.HasPrefix(bearerToken(authorization), []byte(token)) && subtle.ConstantTimeEq(1, 1) == 1 {\n\t\t\tfound = 1\n\t\t}",
		"proxy/secret TestAdmits"},
	{"nobody is admitted", "proxy/secret/admit.go", "found == 1 && len(authorization) > 0", "found == 1", "proxy/secret TestAdmits"},
	{"strangers are told what there is", "proxy/exchange.go", "if x.lane != nil { //", "if false { //", "proxy/wiretest TestStrangerLearnsNothing"},

	// What the target is asked.
	{"fields are forwarded", "proxy/compose.go", "\tb = appendRulesFields(b, m)\n",
		"\tb = appendRulesFields(b, m)\n\tif te := x.head.Peek(\"TE\"); len(te) > 0 {\n\t\tb = head.AppendField(b, \"TE\", string(te))\n\t}\n", "proxy/wiretest TestWhatTheTargetGets"},
	{"ids are not encoded", "proxy/compose.go", "ascii.AppendEscaped(x.buf, m.ID)", "append(x.buf, m.ID...)", "TestLocate proxy/wiretest TestWhatTheTargetGets TestReservedIDs"},
	{"a look after a write has its tag", "rewrite/verify_settle.go", "Method: \"GET\", Resource: m.Resource, ID: u.id,", "Method: \"GET\", Resource: m.Resource, ID: u.id, IfMatch: m.IfMatch,", "proxy/wiretest TestLookAfterWrite"},
	{"a write that was put off is sent again", "proxy/paced.go", "(x.answered.Status != 429 || !x.conn.IsFirst())", "x.answered.Status != 429", "proxy/wiretest TestTooManyRequestsIsWaitedFor"},
	{"writes are sent again", "proxy/wire.go", "!x.conn.HasSent() && !fault.IsTimeout(err) {", "!fault.IsTimeout(err) {", "proxy/target TestUnsentWrite proxy/wiretest TestWritesAreSentOnce"},
	{"connections are not looked at", "proxy/target/pool.go", "if p.look(c) == quiet && c.isYoung(now)", "if c.isYoung(now)", "proxy/target TestStrayBytes TestIdleCloseCostsNoPost"},
	{"connections do not rest", "proxy/target/conduct.go", "return c.rests.Load() < trialRests", "return false", "proxy/target TestStrayAnswersEndReuse"},
	{"stray bytes are forgiven", "proxy/target/pool.go", "if p.conduct.strayed.CompareAndSwap(false, true) {", "if p.conduct.strayed.CompareAndSwap(true, true) {", "proxy/target TestStrayAnswersEndReuse"},
	{"a 204 is believed after a stray byte", "proxy/target/conn.go", "c.stray = c.br.Buffered() > 0", "c.stray = false && c.br.Buffered() > 0", "proxy/target TestStrayBytes TestStrayBytesWithAnAnswer"},
	{"TLS is not looked into", "proxy/target/look.go", "if !c.sealed || seen == ended {", "if seen != strays {", "proxy/target TestStrayBytesInTheSameRecord TestLookOverTLS"},
	{"contradictions are forgiven", "proxy/wire.go", "\tif reason == rewrite.AnswerContradicts {\n\t\tx.lane.pool.Distrust(x.conn)\n\t} else {\n\t\tx.lane.pool.Flush()\n\t}\n", "", "proxy/target TestContradictionClosesConnections TestContradictionEndsReuse"},
	{"unsound connections are kept", "proxy/target/pool.go", "if !reusable || !p.keep(c, now) {", "if !p.keep(c, now) {", "proxy/target TestStrayBytes TestClosingAnswers proxy/wiretest TestAnswers"},
	{"a place is lost with each failure", "proxy/target/pool.go", "\tif err != nil {\n\t\t<-p.turns\n", "\tif err != nil {\n", "proxy/target TestFailedDialKeepsItsPlace"},
	{"encoded answers are passed on", "proxy/wire.go", "case len(encoding) > 0 &&", "case false &&", "proxy/wiretest TestAnswers"},

	// What the client and the log are told.
	{"the log holds the filter", "proxy/log_line.go", "\tl.Number(\"target_status\", x.target.status)\n", "\tl.Number(\"target_status\", x.target.status)\n\tl.Text(\"filter\", x.target.filter)\n", "proxy/log TestFilterIsNotLogged"},
	{"the log holds the target's words", "proxy/log_line.go", "log.Shortened(x.strike(x.sentence(code, scimType)))", "log.Shortened(x.message.Body)", "proxy/log TestLogLine proxy/wiretest TestSecrecy"},
	{"dropped lines are not counted", "proxy/log/writer.go", "\t\tw.dropped.Add(1)\n\t\treturn len(line), nil", "\t\treturn len(line), nil", "proxy/log TestLogWithoutReader"},
	{"requests wait for the log", "proxy/log/writer.go", "if w.closed || len(w.waiting)+len(line) > maxLogBytes {", "if w.closed {", "proxy/log TestLogWithoutReader"},
	{"secrets are quoted", "proxy/struck.go", "\tstruck := in.striker(x.sent).Strike(text)\n", "\tstruck := text\n", "proxy/secret TestQuotedCredentialIsStruck"},
	{"locations name the target", "proxy/reply.go", "\t\treturn public + rest\n", "\t\treturn at[:len(at)-len(rest)] + rest\n", "TestPublicLocation proxy/wiretest TestWhatTheClientGets"},
	{"a 503 does not say when", "proxy/reply.go", "\t\th.Set(\"Retry-After\", \"1\")\n", "", "proxy/wiretest TestConcurrencyLimit TestPoolFull"},

	// Secrets and tokens.
	{"a short secret is taken", "proxy/secret/file.go", "case len(text) < minSecret:", "case len(text) < 1:", "proxy/secret TestFileSecret"},
	{"half a secret is taken", "proxy/secret/file.go", "case last == nil || last.text != now.text || !file.Same(last.info, now.info):", "case last == nil && now.text == \"\":", "proxy/secret TestFileSecret"},
	{"the client's secret follows redirects", "proxy/target/oauth.go", "return http.ErrUseLastResponse", "return nil", "proxy/target TestTokenEndpointRedirect"},
	{"each request fetches a token", "proxy/target/oauth.go", "if g.renewal != nil || f.fault", "if f.fault", "proxy/target TestOneTokenForManyRequests TestOneRequestForARenewal"},
	{"tokens are renewed at once after a failure", "proxy/target/oauth.go", "f.fault != nil && now.Before(f.again) &&", "f.fault != nil && now.After(f.again) &&", "proxy/target TestClientCredentials TestManyRefusedTokens"},

	// Rules in use, and the end.
	{"the end is not told", "proxy/reply.go", "x.header.Close || x.proxy.draining.Load()", "x.header.Close", "proxy/lifetest TestShutdownLosesNothing"},
	{"pages of other sites reload", "proxy/admin_guard.go", "case g.origins.Check(r) != nil:", "case false:", "proxy/lifetest TestAdminGuard"},
	{"any host name is the listener's", "proxy/admin_guard.go", "case !g.goesBy(r.Host):", "case false:", "proxy/lifetest TestAdminGuard"},
	{"a change counts once it is sent", "proxy/guard/guard.go", "\tfor _, e := range fresh {\n\t\ts.add(e)\n\t}\n", "\tdefer func() {\n\t\tfor _, e := range fresh {\n\t\t\ts.drop(e)\n\t\t}\n\t}()\n", "proxy/guard TestBound TestParallel"},
	{"what the target refused counts", "proxy/guarded.go", "pass.Done(!refused)", "pass.Done(!refused || true)", "proxy/wiretest TestGuardCountsWhatIsDone"},
	{"what failed does not count", "proxy/guarded.go", "x.target.status >= 400 && x.target.status < 500", "x.target.status >= 400", "proxy/wiretest TestGuardCountsWhatIsDone"},
	{"a hold ends with the process", "proxy/guard/hold.go", "\t_ = g.keep(s, h)\n", "", "proxy/guard TestRestart proxy/wiretest TestGuardStays"},
	{"a reload that began is shared", "proxy/reload/reload.go", "\tr.mu.Lock()\n\tr.next = nil\n\tr.mu.Unlock()\n\tmine.err = load()\n", "\tmine.err = load()\n\tr.mu.Lock()\n\tr.next = nil\n\tr.mu.Unlock()\n", "proxy/reload TestReloadsAreShared"},

	// Who connects.
	{"accept ends without descriptors", "proxy/listen/listener.go", "\t\tpause = min(max(2*pause, acceptPause), acceptPauseMost)\n", "\t\t_ = l.Close()\n\t\treturn\n", "TestAcceptGoesOn"},
	{"accept waits for a client", "proxy/listen/listener.go", "\t\tgo l.greet(c)\n", "\t\tl.greet(c)\n", "TestFloodKeepsNobodyOut"},
	{"accept waits for a handshake", "proxy/listen/listener.go", "\tgo l.shake(c)\n", "\tl.shake(c)\n", "TestFloodOfTLS"},
	{"idle connections stay with the server", "proxy/listen/conn.go", "\t\tc.places.parksIdle()\n", "", "proxy/listen TestIdleHoldsLittle"},
	{"a parked connection is closed", "proxy/listen/park.go", "\tif ok {\n\t\tc.buf", "\tif ok = false; ok {\n\t\tc.buf", "proxy/listen TestIdleServesAgain"},
	{"idle connections keep their buffers", "proxy/target/conn.go", "\tdefer c.leaveBuffers()\n", "", "proxy/target TestIdleConnHoldsLittle"},
	{"a parked connection waits for ever", "proxy/listen/park.go", "c.idlesOn() != nil || ", "", "proxy/listen TestParkedEnds"},
	{"no place is kept for the known", "proxy/listen/places.go", "{ return p.most / 8 }", "{ return 0 }", "proxy/listen TestPlacesOfTheKnown"},
	{"the newest goes", "proxy/listen/places.go", "return a.waits.Compare(b.waits)", "return b.waits.Compare(a.waits)", "proxy/listen TestWhoGoes"},
	{"who has shown a credential goes", "proxy/listen/conn.go", "if c.ending || c.own || lost {", "if c.ending || c.own || lost && slow {", "proxy/listen TestRequestOfClientIsNotGivenUp"},
	{"one source takes all places", "proxy/listen/places.go", "p.perSource > 0 && s.conns >= p.perSource", "p.perSource < 0", "proxy/listen TestPlacesOfOneSource"},
	{"sources are never forgotten", "proxy/listen/places.go", "len(p.sources) <= mostSources+len(p.conns)", "len(p.sources) > 0", "proxy/listen TestSourcesAreForgotten"},
	{"slow strangers stay", "proxy/listen/places.go", "\tp.free(causeSlow, slow, excess)\n", "", "proxy/listen TestSlowStrangers"},
	{"health asks nobody", "proxy/health.go", "\t\th.err = look(ctx)\n", "\t\t_ = ctx\n", "TestHealthIsThatOfClients"},

	// How much there is at once.
	{"large bodies take the room of small ones", "proxy/limit/budget.go", "limit = b.large", "limit = b.most", "proxy/limit TestBudget"},
	{"bytes are not returned", "proxy/limit/budget.go", "left := b.used.Add(-n)", "left := b.used.Load()", "proxy/limit TestBudget"},
	{"bytes are not returned, as requests see it", "proxy/limit/budget.go", "left := b.used.Add(-n)", "left := b.used.Load()", "TestBytesAreReturned"},
	{"all are large at once", "proxy/busy.go", "\terr := x.proxy.turns.Take(back, until)\n", "\tvar err error\n\t_ = until\n\tx.proxy.turns.Take(back, time.Now())\n", "TestLargeInTurn"},
	{"the time does not end in the chain", "proxy/busy.go", "case !time.Now().Before(x.deadline):", "case time.Now().IsZero():", "TestTimeEndsInTheChain"},

	// Files that change.
	{"a route may be lost", "cmd/scimshim/service/losses.go", "\t\tif j < 0 {\n\t\t\tall = append(", "\t\tif j < 0 {\n\t\t\tcontinue\n\t\t\tall = append(", "cmd/scimshim/service TestReloadRefusesLosses"},
	{"an accept list may be lost", "cmd/scimshim/service/losses.go", "lostLists(l.Sets[i], next.Sets[j]), ", "", "cmd/scimshim/service TestReloadRefusesLosses"},
	{"rules may be lost", "cmd/scimshim/service/losses.go", "if 2*lost <= len(was.Infos) {", "if lost <= len(was.Infos) {", "cmd/scimshim/service TestReloadRefusesLosses"},
	{"files are read while they are written", "cmd/scimshim/service/reload.go", "if !s.files.steady(gap, looks) {", "if _ = s.files.steady; gap < 0 && looks < 0 {", "cmd/scimshim/service TestReloadWaitsForWriters"},
	{"a removed route is unknown", "proxy/gone.go", "time.Now().Before(g.until) {", "time.Now().After(g.until) {", "proxy/lifetest TestGoneRoute"},
}
