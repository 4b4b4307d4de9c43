package site

// viewed counts a view of a form; for the first time by its visitor if it is
// unique.
func (s *Site) viewed(f *form, l *landing, unique bool) {
	f.totals.TotalViews++
	if unique {
		f.totals.UniqueViews++
	}
	if l != nil {
		l.totals.TotalViews++
		if unique {
			l.totals.UniqueViews++
		}
	}
	s.counted(f, l)
}

func (s *Site) submitted(f *form, l *landing, unique bool) {
	f.totals.TotalSubmissions++
	if unique {
		f.totals.UniqueSubmissions++
	}
	if l != nil {
		l.totals.TotalFormSubmissions++
		if unique {
			l.totals.UniqueFormSubmissions++
		}
	}
	s.counted(f, l)
}

func (s *Site) failed(f *form, l *landing, unique bool) {
	f.totals.TotalErrors++
	if l != nil {
		l.totals.TotalFormErrors++
		if unique {
			l.totals.UniqueFormErrors++
		}
	}
	s.counted(f, l)
}

func (s *Site) clicked(l *landing, unique bool) {
	l.totals.TotalTrackedLinkClicks++
	if unique {
		l.totals.UniqueTrackedLinkClicks++
	}
	s.counted(l.form, l)
}

// counted brings rates and time stamps up to date.
func (s *Site) counted(f *form, l *landing) {
	f.rate()
	f.totals.Modified(s.now, s.opts.Author)
	s.note(f.keptForm)
	if l != nil {
		l.rate()
		l.totals.Modified(s.now, s.opts.Author)
		s.note(l.keptPage)
	}
}

func (f *form) rate() {
	f.totals.SubmissionRate = percent(f.totals.TotalSubmissions, f.totals.TotalViews)
	f.totals.ErrorRate = percent(f.totals.TotalErrors, f.totals.TotalViews)
}

func (l *landing) rate() {
	l.totals.FormSubmissionRate = percent(l.totals.TotalFormSubmissions, l.totals.TotalViews)
	l.totals.FormErrorRate = percent(l.totals.TotalFormErrors, l.totals.TotalViews)
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(100*part) / float64(whole)
}
