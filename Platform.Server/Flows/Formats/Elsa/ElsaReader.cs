using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Elsa;

/// <summary>
/// Takes over a definition as Elsa Studio writes it. The document stays as it is, members nobody knows included, but for three things, each of which is
/// reported: its id becomes the key it is saved under, activities Elsa did not find and the platform knows are put back, and what is drawn nowhere gets a place.
/// </summary>
internal sealed class ElsaReader(ActivityTypes types)
{
    private const string NotFound = "Elsa.NotFoundActivity";

    private readonly FlowFindings _findings = new();

    /// <summary>A reader reads one file.</summary>
    public Result<FlowFileContent> Read(ReadOnlyMemory<byte> file, FlowFileOptions options)
    {
        var read = JsonFile.Read(file);
        if (!read.TryGet(out var definition))
        {
            return Result<FlowFileContent>.Refused(read.Problems);
        }

        if (definition["root"] is not JsonObject root || FlowJson.Text(root, "type") is null)
        {
            return Problem.Invalid("flowFile.notElsa", "root", ("value", string.Join(", ", definition.Select(m => m.Key).Take(10))), ("expected", "root.type"));
        }

        if (FlowTree.All(root).Take(FormatLimits.Nodes + 1).Count() is > FormatLimits.Nodes and var count)
        {
            return FormatLimits.TooMany(count, FormatLimits.Nodes);
        }

        if (FlowTree.All(root).Sum(a => FlowTree.Connections(a.Activity).Count()) is > FormatLimits.Flows and var connections)
        {
            return FormatLimits.TooMany(connections, FormatLimits.Flows);
        }

        var name = FlowJson.Text(definition, "name") ?? options.Key;
        PutBack(definition);
        Rename(definition, options.Key);
        foreach (var chart in FlowLayout.Complete((JsonObject)definition["root"]!))
        {
            _findings.Advice("activity", chart, "flowFile.drawn", null);
        }

        _findings.AddRange(new ElsaSurvey(types).Look(definition));
        var kinds = FlowTree.All((JsonObject)definition["root"]!).CountBy(a => FlowJson.Text(a.Activity, "type") ?? "").ToDictionary(StringComparer.Ordinal);
        return FlowFileDocument.ToElement(definition).Then<FlowFileContent>(document => new FlowFileContent(document, new FlowFileReport(FlowFormat.Elsa, name, kinds, _findings.All, [])));
    }

    /// <summary>Elsa keeps what it did not find as text inside a placeholder; as Elsa does when it finds the type again, the text takes its place.</summary>
    private void PutBack(JsonObject definition)
    {
        foreach (var placed in FlowTree.All((JsonObject)definition["root"]!).Where(a => FlowJson.Text(a.Activity, "type") == NotFound).ToList())
        {
            if (Original(placed.Activity) is { } original && FlowJson.Text(original, "type") is { } type && types.Find(type) is not UnknownActivity)
            {
                if (placed.Activity["metadata"] is { } drawn && original["metadata"] is null)
                {
                    original["metadata"] = drawn.DeepClone();
                }

                placed.Activity.ReplaceWith(original);
                _findings.Changed("activity", FlowJson.Text(original, "id"), "flowFile.elsa.foundAgain", placed.Path, ("type", type));
            }
        }
    }

    private static JsonObject? Original(JsonObject placeholder)
    {
        if (FlowJson.Text(placeholder, "originalActivityJson") is not { } text)
        {
            return null;
        }

        var read = JsonFile.Read(System.Text.Encoding.UTF8.GetBytes(text));
        return read.TryGet(out var original) && FlowJson.Text(original, "id") == FlowJson.Text(placeholder, "id") ? original : null;
    }

    private void Rename(JsonObject definition, string key)
    {
        var before = FlowJson.Text(definition, "definitionId");
        if (before == key)
        {
            return;
        }

        definition["definitionId"] = key;
        if (before is not null)
        {
            FlowJson.Part(definition, "customProperties")["importedDefinitionId"] = before;
            _findings.Changed("definition", before, "flowFile.elsa.renamed", "definitionId", ("value", before), ("key", key));
        }
    }
}
