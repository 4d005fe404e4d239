using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Shapes;

/// <summary>
/// JSON Schema of flows: the members of Elsa's workflow definitions, and of each kind of step what it describes of itself. Steps nobody here knows are taken as they are, so that
/// a flow that was drawn elsewhere can be read.
/// </summary>
internal static class FlowSchema
{
    private const string Activity = "activity";
    private const string Input = "input";
    private const string Output = "output";
    private const string End = "end";

    /// <summary>Members of every activity.</summary>
    private static readonly (string Name, string Type)[] Common =
        [("id", "string"), ("nodeId", "string"), ("name", "string"), ("type", "string"), ("version", "integer"), ("customProperties", "object"), ("metadata", "object")];

    /// <summary>Members of a definition besides its root.</summary>
    private static readonly (string Name, string Type)[] OfTheFlow =
    [
        ("id", "string"), ("definitionId", "string"), ("tenantId", "string"), ("name", "string"), ("description", "string"), ("createdAt", "string"), ("version", "integer"), ("toolVersion", "string"),
        ("variables", "array"), ("inputs", "array"), ("outputs", "array"), ("outcomes", "array"), ("customProperties", "object"), ("isReadonly", "boolean"), ("isSystem", "boolean"), ("isLatest", "boolean"),
        ("isPublished", "boolean"), ("options", "object"),
    ];

    /// <summary>The schema without its heading; its parts go to <paramref name="parts"/>.</summary>
    public static JsonObject Of(IFlowVocabulary vocabulary, JsonObject parts)
    {
        parts[Input] = new JsonObject
        {
            ["type"] = new JsonArray("object", "string", "number", "boolean", "array", "null"),
            ["properties"] = new JsonObject
            {
                ["typeName"] = Typed("string"),
                ["expression"] = new JsonObject { ["type"] = new JsonArray("object", "null"), ["properties"] = new JsonObject { ["type"] = Typed("string"), ["value"] = new JsonObject() } },
                ["memoryReference"] = Typed("object"),
            },
        };
        parts[Output] = new JsonObject
        {
            ["type"] = new JsonArray("object", "null"),
            ["properties"] = new JsonObject { ["id"] = Typed("string"), ["name"] = Typed("string"), ["typeName"] = Typed("string"), ["memoryReference"] = Typed("object") },
        };
        parts[End] = new JsonObject { ["type"] = new JsonArray("object", "string"), ["properties"] = new JsonObject { [Activity] = Typed("string"), ["port"] = Typed("string") } };
        var steps = vocabulary.Steps.Where(s => s.Type != FlowJson.FlowchartType).Reverse().Aggregate(Unknown(), (otherwise, step) => Chosen(step.Type, Record(step), otherwise));
        parts[Activity] = Chosen(FlowJson.FlowchartType, Chart(), steps);
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject([.. OfTheFlow.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Typed(m.Type))), KeyValuePair.Create(FlowJson.RootMember, (JsonNode?)Reference(Activity))]),
            ["required"] = new JsonArray("definitionId", FlowJson.RootMember),
        };
    }

    private static JsonObject Chosen(string type, JsonObject record, JsonObject otherwise) => new()
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = type } }, ["required"] = new JsonArray("type") },
        ["then"] = record,
        ["else"] = otherwise,
    };

    private static JsonObject Unknown() => new() { ["type"] = "object", ["required"] = new JsonArray("id", "type") };

    private static JsonObject Record(StepDescription step)
    {
        var properties = Members();
        foreach (var input in step.Inputs)
        {
            properties[input.Name] = Titled(Reference(Input), input.Title.ToString());
        }

        foreach (var output in step.Outputs)
        {
            properties[output.Name] = Titled(Reference(Output), output.Title.ToString());
        }

        foreach (var body in step.Bodies)
        {
            properties[body.Key] = Titled(Reference(Activity), body.Title.ToString());
        }

        if (step.List is { } list)
        {
            properties[list] = new JsonObject { ["type"] = "array", ["items"] = Reference(Activity) };
        }

        var record = new JsonObject { ["type"] = "object", ["title"] = step.Title.ToString(), ["description"] = step.Summary.ToString(), ["properties"] = properties, ["required"] = new JsonArray("id", "type") };

        // The inputs and outputs that follow from a decision table are called as the table calls its columns.
        if (step.Inputs.Any(i => i.Editor is StepEditor.TableInputs or StepEditor.TableOutputs))
        {
            record["additionalProperties"] = new JsonObject();
        }

        return record;
    }

    private static JsonObject Chart()
    {
        var properties = Members();
        properties["start"] = Typed("string");
        properties["variables"] = Typed("array");
        properties[FlowJson.ActivitiesMember] = new JsonObject { ["type"] = "array", ["items"] = Reference(Activity) };
        properties[FlowJson.ConnectionsMember] = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["source"] = Reference(End), ["target"] = Reference(End), ["vertices"] = new JsonObject { ["type"] = new JsonArray("array", "null") },
                    ["sourcePort"] = Typed("string"), ["targetPort"] = Typed("string"),
                },
                ["required"] = new JsonArray("source", "target"),
            },
        };
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray("id", "type", FlowJson.ActivitiesMember) };
    }

    private static JsonObject Members() => new(Common.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Typed(m.Type))));

    private static JsonObject Reference(string part) => new() { ["$ref"] = $"#/$defs/{part}" };

    private static JsonObject Titled(JsonObject schema, string title)
    {
        schema["title"] = title;
        return schema;
    }

    /// <summary>A null counts as nothing; Elsa writes several.</summary>
    private static JsonObject Typed(string type) => new() { ["type"] = new JsonArray(type, "null") };
}
