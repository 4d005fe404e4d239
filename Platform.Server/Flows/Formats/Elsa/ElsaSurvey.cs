using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Formats.Elsa;

/// <summary>
/// Finds in a definition what <see cref="IFlowChecks"/> has no reason to mention: options and settings of Elsa that have no effect here, and what stands
/// inside activities that are not known.
/// </summary>
internal sealed class ElsaSurvey(ActivityTypes types)
{
    private const string PersistentDriver = "WorkflowInstanceStorageDriver";

    /// <summary>Names Elsa has for types of variables and inputs; everything else is the name of a .NET type.</summary>
    private static readonly HashSet<string> Aliases = new(StringComparer.Ordinal)
    {
        "Int16", "Int32", "Int64", "Long", "Single", "Double", "Decimal", "Boolean", "String", "Object", "ByteArray", "Guid", "DateTime", "DateTimeOffset", "TimeSpan", "Stream",
        "JSON", "JsonElement", "JsonNode", "JsonObject", "StringDictionary", "ObjectDictionary", "StringMap", "ObjectMap",
    };

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "id", "definitionId", "tenantId", "name", "description", "createdAt", "version", "toolVersion", "variables", "inputs", "outputs", "outcomes", "customProperties", "isReadonly",
        "isSystem", "isLatest", "isPublished", "options", "root", "links",
    };

    private static readonly string[] Options = ["activationStrategyType", "incidentStrategyType", "commitStrategyName"];

    private readonly FlowFindings _findings = new();

    public IReadOnlyList<FlowFinding> Look(JsonObject definition)
    {
        var id = FlowJson.Text(definition, "definitionId");
        foreach (var (name, _) in definition.Where(m => !Members.Contains(m.Key)))
        {
            _findings.Kept("definition", id, "flowFile.elsa.member", name, ("name", name));
        }

        LookAtOptions(definition, id);
        LookAtTypes(definition);
        var placed = FlowTree.All((JsonObject)definition["root"]!).ToList();
        foreach (var activity in placed)
        {
            LookAtActivity(activity);
        }

        return _findings.All;
    }

    private void LookAtOptions(JsonObject definition, string? id)
    {
        if (definition["options"] is not JsonObject options)
        {
            return;
        }

        foreach (var name in Options.Where(n => FlowJson.Text(options, n) is { Length: > 0 }))
        {
            _findings.Kept("definition", id, "flowFile.elsa.option", $"options.{name}", ("name", name), ("value", FlowJson.Text(options, name)));
        }

        if (IsTrue(options["usableAsActivity"]))
        {
            _findings.Kept("definition", id, "flowFile.elsa.option", "options.usableAsActivity", ("name", "usableAsActivity"), ("value", "true"));
        }
    }

    private void LookAtTypes(JsonObject definition)
    {
        foreach (var (list, member) in (ReadOnlySpan<(string, string)>)[("variables", "typeName"), ("inputs", "type"), ("outputs", "type")])
        {
            foreach (var declared in (definition[list] as JsonArray ?? []).OfType<JsonObject>())
            {
                LookAtDeclaration(declared, list, member);
            }
        }
    }

    private void LookAtDeclaration(JsonObject declared, string list, string member)
    {
        var (id, type) = (FlowJson.Text(declared, "id") ?? FlowJson.Text(declared, "name"), FlowJson.Text(declared, member));
        if (type is { Length: > 0 } && !Aliases.Contains(type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type))
        {
            _findings.Changed("variable", id, "flowFile.elsa.type", $"{list}[{id}].{member}", ("value", type), ("expected", string.Join(", ", Aliases)));
        }

        if (list == "variables" && FlowJson.Text(declared, "storageDriverTypeName") is var driver && driver?.Contains(PersistentDriver, StringComparison.Ordinal) != true)
        {
            _findings.Changed("variable", id, "flowFile.elsa.driver", $"{list}[{id}].storageDriverTypeName", ("value", driver ?? "null"));
        }
    }

    private void LookAtActivity(PlacedActivity placed)
    {
        var (activity, path) = (placed.Activity, placed.Path);
        var id = FlowJson.Text(activity, "id");
        for (var outer = placed.Container; outer is not null; outer = outer.Container)
        {
            if (!Reads(outer.Activity))
            {
                _findings.Unsupported("activity", id, "flowFile.elsa.inside", path, ("type", FlowJson.Text(activity, "type")), ("container", FlowJson.Text(outer.Activity, "id")));
                break;
            }
        }

        if (FlowJson.Text(activity, "type") == "Elsa.NotFoundActivity")
        {
            _findings.Unsupported("activity", id, "flowFile.elsa.notFound", path, ("type", FlowJson.Text(activity, "missingTypeName")));
        }

        if (activity["customProperties"] is JsonObject custom)
        {
            LookAtCustom(custom, id, path);
        }

        foreach (var (name, value) in activity.Where(m => m.Value is JsonObject input && input.ContainsKey("expression") && FlowJson.Text(input, "typeName") is null))
        {
            _findings.Changed("activity", id, "flowFile.elsa.typeName", $"{path}.{name}", ("name", name));
        }

        if (FlowTree.Connections(activity).Count(c => FlowTree.IsFlat(c.Json)) is > 0 and var flat)
        {
            _findings.Kept("activity", id, "flowFile.elsa.flat", $"{path}.connections", ("count", flat));
        }
    }

    private void LookAtCustom(JsonObject custom, string? id, string path)
    {
        if (IsTrue(custom["runAsynchronously"]))
        {
            _findings.Changed("activity", id, "flowFile.elsa.asynchronous", $"{path}.customProperties.runAsynchronously");
        }

        if (FlowJson.Text(custom, "mergeMode") is { } mode && !mode.Equals("None", StringComparison.OrdinalIgnoreCase))
        {
            _findings.Changed("activity", id, "flowFile.elsa.mergeMode", $"{path}.customProperties.mergeMode", ("value", mode));
        }
    }

    /// <summary>Whether the activities inside are read at all.</summary>
    private bool Reads(JsonObject container) => types.Find(FlowJson.Text(container, "type") ?? "") is not (UnknownActivity or StepActivity);

    private static bool IsTrue(JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.True;
}
