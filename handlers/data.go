package handlers

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/singleflight"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// packTimeout ends the packing of a data set that takes too long. It goes on when
// the visitor who began it has gone: the next one will want it.
const packTimeout = 5 * time.Minute

// dataSet is a data set that is packed whole.
type dataSet struct {
	models.DataSet
	zip []byte
}

// dataSets keeps the data set of the newest state.
type dataSets struct {
	packing singleflight.Group
	mu      sync.Mutex
	last    *dataSet
}

// dataSet is the data set of the records. Of the records of now it is packed once
// for each change, however many ask for it.
func (a *App) dataSet(ctx context.Context) (*dataSet, error) {
	store := a.records(ctx)
	if store != a.store {
		return pack(ctx, store)
	}
	moment := recordedAt(ctx)
	if set := a.packed.of(moment); set != nil {
		return set, nil
	}
	packing := a.packed.packing.DoChan(moment, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), packTimeout)
		defer cancel()
		set, err := pack(ctx, store)
		if err == nil {
			a.packed.keep(set)
		}
		return set, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case packed := <-packing:
		if packed.Err != nil {
			return nil, packed.Err
		}
		return packed.Val.(*dataSet), nil
	}
}

// of is the data set of a moment, nil if it is not the last one.
func (d *dataSets) of(moment string) *dataSet {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil || lastMoment(d.last) != moment {
		return nil
	}
	return d.last
}

// lastMoment is that of the last change, as recordedAt gives it.
func lastMoment(set *dataSet) string {
	if set.UpdatedAt.IsZero() {
		return ""
	}
	return layout.Moment(set.UpdatedAt)
}

func (d *dataSets) keep(set *dataSet) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = set
}

func pack(ctx context.Context, store *models.Store) (*dataSet, error) {
	var b bytes.Buffer
	packed, err := store.WriteDataSet(ctx, &b)
	if err != nil {
		return nil, err
	}
	return &dataSet{packed, b.Bytes()}, nil
}

// dataRoot leads to the page of the data set in the visitor's language.
func (a *App) dataRoot(c echo.Context) error { return intoLanguage(c, "data") }

// data says what the whole data set holds, and offers it.
func (a *App) data(c echo.Context) error {
	ctx := c.Request().Context()
	set, err := a.dataSet(ctx)
	if err != nil {
		return err
	}
	metrics, err := a.records(ctx).Metrics(ctx)
	if err != nil {
		return err
	}
	m := pages.NewData(printer(c), set.DataSet, metrics, a.site(c))
	chrome := a.chrome(c, m.Title, layout.NavData)
	chrome.Description = m.Description
	text, err := m.LinkedData.Text()
	if err != nil {
		return err
	}
	allowScript(c, text)
	return a.html(c, http.StatusOK, pages.DataPage(chrome, m))
}

// dataSetFile is the data set itself, for programs of any site.
func (a *App) dataSetFile(c echo.Context) error {
	set, err := a.dataSet(c.Request().Context())
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+pages.DataSetName(set.DataSet)+`"`)
	h.Set("ETag", `"`+set.SHA256+`"`)
	askAgain(h)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Content-Disposition, Content-Length")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	// It answers conditional requests, parts, and HEAD.
	http.ServeContent(c.Response(), c.Request(), "", set.UpdatedAt, bytes.NewReader(set.zip))
	return nil
}
