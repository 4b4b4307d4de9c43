package demo

import "salesforce_exporter/internal/demo/schema"

// A typeShape is how describe words a field's type.
type typeShape struct {
	name      string
	soap      string
	length    int
	digits    int
	precision int
	scale     int
}

// shapeOf gives the usual measures of a type; Salesforce lets them differ
// from field to field.
func shapeOf(object *schema.Object, f *schema.Field) typeShape {
	if length := loginHistoryLength(f.Name); object.Name == "LoginHistory" && length > 0 {
		return typeShape{name: string(f.Type), soap: "xsd:string", length: length}
	}
	switch f.Type {
	case schema.TypeID:
		return typeShape{name: "id", soap: "tns:ID", length: 18}
	case schema.TypeReference:
		return typeShape{name: "reference", soap: "tns:ID", length: 18}
	case schema.TypeBoolean:
		return typeShape{name: "boolean", soap: "xsd:boolean"}
	case schema.TypeInt:
		return typeShape{name: "int", soap: "xsd:int", digits: 8}
	case schema.TypeDouble, schema.TypeCurrency:
		return typeShape{name: string(f.Type), soap: "xsd:double", precision: 18, scale: 2}
	case schema.TypePercent:
		return typeShape{name: "percent", soap: "xsd:double", precision: 3}
	case schema.TypeDate:
		return typeShape{name: "date", soap: "xsd:date"}
	case schema.TypeDateTime:
		return typeShape{name: "datetime", soap: "xsd:dateTime"}
	}
	if f.Type.Compound() {
		return compoundShape(f.Type)
	}
	return textShape(f)
}

func textShape(f *schema.Field) typeShape {
	s := typeShape{name: string(f.Type), soap: "xsd:string", length: 255}
	switch f.Type {
	case schema.TypeEmail:
		s.length = 80
	case schema.TypePhone:
		s.length = 40
	case schema.TypeMultipicklist:
		s.length = 4099
	case schema.TypeTextarea:
		// Only short text areas can be grouped.
		if !f.Groupable {
			s.length = 32_000
		}
	}
	return s
}

func compoundShape(t schema.Type) typeShape {
	switch t {
	case "address":
		return typeShape{name: "address", soap: "urn:address"}
	case "location":
		return typeShape{name: "location", soap: "urn:location"}
	case "base64":
		return typeShape{name: "base64", soap: "xsd:base64Binary"}
	case "anytype":
		return typeShape{name: "anyType", soap: "xsd:anyType"}
	}
	return typeShape{name: string(t), soap: "xsd:anyType"}
}

// loginHistoryLength is from Salesforce's Field Reference, LoginHistory.
func loginHistoryLength(field string) int {
	switch field {
	case "Status":
		return 128
	case "Browser", "Platform", "Application", "ClientVersion", "ApiType":
		return 64
	case "ApiVersion":
		return 32
	case "SourceIp":
		return 39
	case "CountryIso":
		return 3
	}
	return 0
}
