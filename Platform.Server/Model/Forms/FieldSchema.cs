using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Writes the schema of one answer.</summary>
internal sealed class FieldSchema(CodeTables codeTables, string culture, FormLimits limits)
{
    /// <summary>Code tables up to this size are listed; of larger ones only the key is named.</summary>
    private const int MostListedCodes = 500;

    private const string NoControls = @"^[^\u0000-\u001f\u007f-\u009f]*$";
    private const string NoControlsButLines = @"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$";
    private const string MoneyPattern = @"^(?!-0\.00$)-?(?:0|[1-9][0-9]{0,14})\.[0-9]{2}$";
    private const string DivisionPattern = "^(?!000000$)(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$";

    /// <summary>5 to 20 digits, one + in front, hyphens, one extension.</summary>
    private const string PhonePattern = "^(?=(?:[^0-9]*[0-9]){5,20}[^0-9]*$)(?=[^#转]*[#转]?[^#转]*$)\\+?[0-9#转-]+$";

    public JsonObject Write(FormField field, bool isAlwaysRequired)
    {
        var schema = new JsonObject { ["title"] = field.Label.In(culture) };
        Put(schema, "description", field.Hint?.In(culture));
        schema["x-type"] = FormTypes.Word(field.Type);
        Put(schema, "readOnly", field.Calculated is null ? null : (JsonNode)true);
        Put(schema, "x-unit", field.Unit?.In(culture));
        Type(schema, field);
        if (isAlwaysRequired && FormTypes.IsWritten(field.Type))
        {
            schema["minLength"] = Math.Max(1, field.MinLength ?? 0);
        }

        return schema;
    }

    private void Type(JsonObject schema, FormField field)
    {
        switch (field.Type)
        {
            case FieldType.Number or FieldType.Integer:
                schema["type"] = field.Type == FieldType.Number ? "number" : "integer";
                Put(schema, "minimum", field.Min?.Number);
                Put(schema, "maximum", field.Max?.Number);
                Put(schema, "x-decimals", field.Type == FieldType.Number ? field.Decimals : null);
                break;
            case FieldType.Money:
                (schema["type"], schema["pattern"]) = ("string", MoneyPattern);
                Bounds(schema, field);
                break;
            case FieldType.Date:
                (schema["type"], schema["format"]) = ("string", "date");
                Bounds(schema, field);
                break;
            case FieldType.Boolean:
                schema["type"] = "boolean";
                Put(schema, "const", field.MustBeTrue ? (JsonNode)true : null);
                break;
            case FieldType.Choice:
                Choice(schema, field);
                break;
            case FieldType.Choices or FieldType.File:
                Items(schema, field);
                break;
            case FieldType.Address:
                Address(schema, field);
                break;
            default:
                Text(schema, field);
                break;
        }
    }

    private void Text(JsonObject schema, FormField field)
    {
        schema["type"] = "string";
        Put(schema, "minLength", field.MinLength);
        schema["maxLength"] = TextChecks.MostCharacters(field, limits);
        if (field.Type == FieldType.DivisionPath)
        {
            Division(schema, field);
        }
        else
        {
            schema["pattern"] = field.Type switch
            {
                FieldType.CitizenId => "^[0-9]{17}[0-9Xx]$",
                FieldType.CreditCode => "^[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{10}$",
                FieldType.Phone => PhonePattern,
                FieldType.Email => FieldPattern.Anchored(TextChecks.EmailPattern),
                FieldType.Multiline => NoControlsButLines,
                _ => NoControls,
            };
        }

        Put(schema, "x-checksum", field.Type switch { FieldType.CitizenId => "GB 11643", FieldType.CreditCode => "GB 32100", _ => null });
        if (field.Pattern is { } pattern)
        {
            schema["allOf"] = new JsonArray(new JsonObject { ["pattern"] = FieldPattern.Anchored(pattern) });
        }
    }

    private void Choice(JsonObject schema, FormField field)
    {
        schema["type"] = "string";
        if (field.CodeTable is { } table)
        {
            Codes(schema, table);
        }
        else
        {
            OneOf(schema, (field.Options ?? []).Select(o => (o.Value, o.Label)));
        }
    }

    private void Items(JsonObject schema, FormField field)
    {
        var item = new JsonObject();
        if (field.Type == FieldType.Choices)
        {
            Choice(item, field);
        }
        else
        {
            (item["type"], item["minLength"], item["maxLength"]) = ("string", 1, 200);
            Put(schema, "x-accept", field.Accept is { } accept ? new JsonArray([.. accept.Select(a => (JsonNode?)a)]) : null);
        }

        (schema["type"], schema["items"], schema["uniqueItems"]) = ("array", item, true);
        Put(schema, "minItems", field.MinItems);
        schema["maxItems"] = ChoiceChecks.MostItems(field, limits);
    }

    private void Address(JsonObject schema, FormField field)
    {
        var division = new JsonObject { ["type"] = "string" };
        Division(division, field);
        schema["type"] = "object";
        schema["properties"] = new JsonObject
        {
            [AddressParts.Division] = division,
            [AddressParts.Detail] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = TextChecks.MostCharacters(field, limits), ["pattern"] = NoControls },
        };
        schema["required"] = new JsonArray(AddressParts.Division, AddressParts.Detail);
        schema["additionalProperties"] = false;
    }

    private void Division(JsonObject schema, FormField field)
    {
        schema["pattern"] = DivisionPattern;
        if (field.CodeTable is { } table)
        {
            Codes(schema, table);
        }
    }

    private void Codes(JsonObject schema, string table)
    {
        schema["x-codeTable"] = table;
        if (codeTables.Find(table) is { Entries: { Count: <= MostListedCodes } entries })
        {
            OneOf(schema, entries.Select(e => (e.Code, e.Label)));
        }
    }

    private void OneOf(JsonObject schema, IEnumerable<(string Value, LocalizedText Label)> choices) =>
        schema["oneOf"] = new JsonArray([.. choices.DistinctBy(c => c.Value).Select(c => (JsonNode?)new JsonObject { ["const"] = c.Value, ["title"] = c.Label.In(culture) })]);

    private static void Bounds(JsonObject schema, FormField field)
    {
        Put(schema, "x-minimum", field.Min?.ToString());
        Put(schema, "x-maximum", field.Max?.ToString());
    }

    private static void Put(JsonObject schema, string name, JsonNode? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }
}
