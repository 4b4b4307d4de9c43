// Package clients tries Salesforce clients that nobody of this project wrote
// against the demo org: they sign in, page, count, group, describe and read
// limits with nothing but a login URL and credentials.
package clients
