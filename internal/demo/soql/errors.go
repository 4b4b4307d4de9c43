package soql

// An Error is a refusal that Salesforce would answer with HTTP 400.
type Error struct {
	Code    string // errorCode, such as MALFORMED_QUERY
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Message }
