// Package mixin tests the mixin beside it: with no configuration it renders what
// is built, and each setting changes what it should. It has a module of its own,
// because a Jsonnet interpreter and a parser of PromQL are large.
package mixin
