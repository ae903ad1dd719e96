package handlers

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// addressOfVisitor reads the address of a visitor: that of the connection, and where it
// is a trusted proxy's, the last one in X-Forwarded-For that is not.
func addressOfVisitor(trusted []*net.IPNet) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, network := range trusted {
		trust = append(trust, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// fromProxy reports whether a trusted proxy sent the request.
func (a *App) fromProxy(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && slices.ContainsFunc(a.options.TrustedProxies, func(n *net.IPNet) bool { return n.Contains(ip) })
}

// scheme is how the visitor came: by HTTPS, or not. Only a trusted proxy is believed
// about it.
func (a *App) scheme(c echo.Context) string {
	r := c.Request()
	said := r.Header.Get(echo.HeaderXForwardedProto)
	said = strings.TrimSpace(said[strings.LastIndexByte(said, ',')+1:])
	if r.TLS != nil || strings.EqualFold(said, "https") && a.fromProxy(r) {
		return "https"
	}
	return "http"
}

// site is the address of the site without a slash at the end: as it is configured, else
// as the visitor wrote it, if that is a name that the site is known by. It is empty
// otherwise, and addresses are then relative: what a visitor writes could lead the next
// one anywhere.
func (a *App) site(c echo.Context) string {
	if a.options.PublicURL != "" {
		return a.options.PublicURL
	}
	host := c.Request().Host
	if name := hostName(host); !isLocal(name) && !slices.ContainsFunc(a.options.AllowedHosts, func(allowed string) bool {
		return strings.EqualFold(allowed, name) || strings.EqualFold(allowed, host)
	}) {
		return ""
	}
	return a.scheme(c) + "://" + host
}

// hostName is a host without its port; empty if the port is none.
func hostName(host string) string {
	name, port, err := net.SplitHostPort(host)
	switch {
	case err != nil:
		return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	case strings.Trim(port, "0123456789") != "":
		return ""
	}
	return name
}

// isLocal reports whether a host is the machine of the visitor.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
