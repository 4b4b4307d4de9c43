package load_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"salesforce_exporter/internal/demo/load"
)

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	western  = "Ana Muñoz, São João das Lampas · l’été à “Zürich” – Æøå"
	latin    = "Ana Muñoz, São João das Lampas, l'été à Zürich, Çã"
	japan    = "山田 太郎, 東京都千代田区, ﾔﾏﾀﾞ, カフェ"
	china    = "北京市朝阳区建国路八十八号"
	taiwan   = "臺北市信義區市府路一號"
	korea    = "서울특별시 종로구 세종대로"
	cyrillic = "Иван Петров, улица Ленина"
)

// people is a file whose text is long before it is anything but ASCII.
func people(name string) string {
	const row = `"005000000000001AAA","Plain","2024-03-01 10:00:00"` + "\n"
	var text strings.Builder
	text.WriteString(`"Id","Name","CreatedDate"` + "\n")
	for i := range 2000 {
		text.WriteString(strings.Replace(row, "0001AAA",
			string(rune('A'+i/26/26))+string(rune('A'+i/26%26))+string(rune('A'+i%26))+"1AAA", 1))
	}
	text.WriteString(`"005000000000999AAA","` + name + `","2024-03-01 10:00:00"` + "\n")
	return text.String()
}

func TestEncodingsAreDetected(t *testing.T) {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
		return unicode.UTF16(order, mark)
	}
	for name, c := range map[string]struct {
		codec encoding.Encoding
		text  string
		want  string
	}{
		"ASCII":                   {unicode.UTF8, "Ann", "UTF-8"},
		"UTF-8":                   {unicode.UTF8, western, "UTF-8"},
		"UTF-8 Japanese":          {unicode.UTF8, japan, "UTF-8"},
		"UTF-8 with a mark":       {unicode.UTF8BOM, western, "UTF-8"},
		"UTF-16LE with a mark":    {utf16(unicode.LittleEndian, unicode.UseBOM), western, "UTF-16LE"},
		"UTF-16BE with a mark":    {utf16(unicode.BigEndian, unicode.UseBOM), japan, "UTF-16BE"},
		"UTF-16LE without a mark": {utf16(unicode.LittleEndian, unicode.IgnoreBOM), japan, "UTF-16LE"},
		"UTF-16BE without a mark": {utf16(unicode.BigEndian, unicode.IgnoreBOM), western, "UTF-16BE"},
		"ISO-8859-1":              {charmap.ISO8859_1, latin, "ISO-8859-1"},
		"ISO-8859-1, one letter":  {charmap.ISO8859_1, "é", "ISO-8859-1"},
		"Windows-1252":            {charmap.Windows1252, western, "Windows-1252"},
		"Windows-1252, quotes":    {charmap.Windows1252, "don’t “say” it – ever", "Windows-1252"},
		"Windows-1252, few":       {charmap.Windows1252, "Miloševic", "Windows-1252"},
		"Shift_JIS":               {japanese.ShiftJIS, japan, "Shift_JIS"},
		"Shift_JIS, one name":     {japanese.ShiftJIS, "山田", "Shift_JIS"},
		"ISO-2022-JP":             {japanese.ISO2022JP, "山田 太郎", "ISO-2022-JP"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := load.Options{Dir: export(t, map[string]string{"User.csv": encoded(t, c.codec, people(c.text))})}
			if diff := cmp.Diff([]string{c.want}, read(t, opts).Summary().Encodings); diff != "" {
				t.Errorf("encoding (-want +got):\n%s", diff)
			}
			got := column(t, fill(t, opts), `SELECT Name FROM User WHERE Id = '005000000000999AAA'`)
			if diff := cmp.Diff([]string{c.text}, got); diff != "" {
				t.Errorf("name (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUnknownEncodingsAreAskedFor has encodings that bytes do not give away.
func TestUnknownEncodingsAreAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		codec encoding.Encoding
		text  string
	}{
		"GB18030":      {simplifiedchinese.GB18030, china},
		"GBK":          {simplifiedchinese.GBK, china},
		"Big5":         {traditionalchinese.Big5, taiwan},
		"EUC-KR":       {korean.EUCKR, korea},
		"ks_c_5601":    {korean.EUCKR, korea},
		"EUC-JP":       {japanese.EUCJP, "山田太郎と東京"},
		"windows-1251": {charmap.Windows1251, cyrillic},
		"macintosh":    {charmap.Macintosh, "Muñoz, Gómez, Pérez y Martín, Iñigo"},
		"cp850":        {charmap.CodePage850, "Muñoz, Gómez, Pérez y Martín, Iñigo"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := load.Options{Dir: export(t, map[string]string{"User.csv": encoded(t, c.codec, people(c.text))})}
			if _, err := load.Read(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "--demo.data-encoding") ||
				!strings.Contains(err.Error(), "User.csv") {
				t.Errorf("error is %v, want one that names the file and --demo.data-encoding", err)
			}
			opts.Encoding = name
			got := column(t, fill(t, opts), `SELECT Name FROM User WHERE Id = '005000000000999AAA'`)
			if diff := cmp.Diff([]string{c.text}, got); diff != "" {
				t.Errorf("name (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEncodingsThatAreNamed(t *testing.T) {
	dir := export(t, map[string]string{"User.csv": encoded(t, charmap.ISO8859_1, people(latin))})
	for name, want := range map[string]string{
		"utf-8":     "User.csv:2002: Name is not UTF-8 text: name the encoding that the files have, or none to have it detected",
		"Shift_JIS": "User.csv:2002: Name is not Shift_JIS text: name the encoding that the files have, or none to have it detected",
		"latin9000": `"latin9000" is not a known encoding: name one such as UTF-8, UTF-16LE, ISO-8859-1, windows-1252, Shift_JIS, EUC-JP, GB18030, Big5 or EUC-KR`,
	} {
		if _, err := tryFill(t, load.Options{Dir: dir, Encoding: name}); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("as %s: error is\n\t%v\nwant it to end in\n\t%s", name, err, want)
		}
	}
	for _, name := range []string{"ISO-8859-1", "iso-8859-1", " latin1 ", "ISO8859_1", "windows-1252", "cp1252"} {
		got := column(t, fill(t, load.Options{Dir: dir, Encoding: name}),
			`SELECT Name FROM User WHERE Id = '005000000000999AAA'`)
		if diff := cmp.Diff([]string{latin}, got); diff != "" {
			t.Errorf("as %s (-want +got):\n%s", name, diff)
		}
	}
	marked := export(t, map[string]string{"User.csv": encoded(t, unicode.UTF8BOM, people(western))})
	if got := read(t, load.Options{Dir: marked, Encoding: "Shift_JIS"}).Summary().Encodings; !cmp.Equal(got,
		[]string{"UTF-8"}) {
		t.Errorf("a file with a mark was read as %v, want UTF-8 as its mark says", got)
	}
}

// TestPartsOfAZipShareAnEncoding has a file that could be UTF-8 beside one that
// cannot.
func TestPartsOfAZipShareAnEncoding(t *testing.T) {
	const twice = "AndrÃ©" // as somebody typed it, who had got it wrong
	dir := export(t, map[string]string{
		"WE_1.zip/User.csv":    encoded(t, charmap.ISO8859_1, people(latin)),
		"WE_2.zip/Account.csv": encoded(t, charmap.ISO8859_1, "Id,Name\n001000000000001AAA,"+twice+"\n"),
	})
	if got := column(t, fill(t, load.Options{Dir: dir}), `SELECT Name FROM Account`); !cmp.Equal(got, []string{twice}) {
		t.Errorf("the account is called %v, want %s", got, twice)
	}
}

// TestABrokenCharacterInUTF8 has a text that was cut in the middle of a letter.
func TestABrokenCharacterInUTF8(t *testing.T) {
	opts := load.Options{Dir: export(t, map[string]string{"User.csv": people(japan + "\xe5\xb1")})}
	e := read(t, opts)
	if got := e.Summary().Encodings; !cmp.Equal(got, []string{"UTF-8"}) {
		t.Errorf("encodings %v, want UTF-8", got)
	}
	if notes := strings.Join(e.Summary().Notes, "\n"); !strings.Contains(notes,
		"User.csv: 1 characters are not UTF-8 and shown as \uFFFD") {
		t.Errorf("notes are %q, want one about a broken character", notes)
	}
	if got := column(t, fill(t, opts), `SELECT Name FROM User WHERE Id = '005000000000999AAA'`); len(got) != 1 ||
		strings.TrimRight(got[0], "\uFFFD") != japan {
		t.Errorf("the name is %q, want %q and a mark of replacement", got, japan)
	}
}
