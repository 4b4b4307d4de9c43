// Package use measures people rather than records: how many work, how often, and
// whether they go on. Everything in it counts counted users, each once.
package use
