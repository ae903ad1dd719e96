package handlers

import (
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// noteAccepted words the doubts about the record of a page that were accepted.
func (a *App) noteAccepted(c echo.Context, noun models.Noun, code string) (pages.Accepted, error) {
	ctx := c.Request().Context()
	list, err := a.records(ctx).AcceptedFindings(ctx, noun, code)
	if err != nil {
		return pages.Accepted{}, err
	}
	return pages.NewAccepted(printer(c), list), nil
}
