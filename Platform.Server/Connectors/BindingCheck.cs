using System.Text.Json;
using Platform.Connectors;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;

namespace Platform.Server.Connectors;

/// <summary>
/// A binding names an installed connector and its operations, with schemas that can be checked. To come into force its settings must be allowed at this site and
/// its secrets must be in the configuration.
/// </summary>
internal sealed class BindingCheck(IEnumerable<IConnector> connectors) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.ConnectorBinding;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        new([.. Check(draft, stage).Select(p => new DefinitionFinding(p))]);

    private List<Problem> Check(DefinitionDraft draft, CheckStage stage)
    {
        ConnectorBinding binding;
        try
        {
            binding = ConnectorBinding.Read(draft.Document);
        }
        catch (JsonException e)
        {
            return [ShapeFaults.Of("definition.shape", typeof(ConnectorBinding), draft.Document, e)];
        }

        var found = new List<Problem>();
        foreach (var (name, operation) in binding.Operations)
        {
            CheckOperation(binding, draft.Key, name, operation, stage, found);
        }

        if (stage == CheckStage.Publish && binding.Operations.Count == 0)
        {
            found.Add(Problem.Invalid("connector.operationsMissing", "operations"));
        }

        return found;
    }

    /// <summary>Whether its schemas and mappings can be used at all.</summary>
    public static IReadOnlyList<Problem> CheckShapes(BoundOperation operation, string path) =>
    [
        .. operation.Input is { } input ? JsonShape.CheckSchema(input, path + ".input") : [],
        .. operation.Output is { } output ? JsonShape.CheckSchema(output, path + ".output") : [],
        .. operation.Request is { } request ? JsonMapping.Check(request, path + ".request") : [],
        .. operation.Result is { } result ? JsonMapping.Check(result, path + ".result") : [],
    ];

    private void CheckOperation(ConnectorBinding binding, string key, string name, BoundOperation operation, CheckStage stage, List<Problem> found)
    {
        var path = $"operations.{name}";
        var shapes = CheckShapes(operation, path);
        found.AddRange(shapes);
        var search = BoundCall.Find(binding, key, name, connectors);
        if (!search.TryGet(out var bound))
        {
            found.AddRange(search.Problems.Select(p => p with { Field = $"{path}.operation" }));
            return;
        }

        if (operation.Rehearsal is { } rehearsal && bound.OutputSchema is { } schema && shapes.Count == 0)
        {
            found.AddRange(JsonShape.Check(schema, rehearsal, path + ".rehearsal"));
        }

        if (stage == CheckStage.Publish)
        {
            found.AddRange(bound.Connector.CheckSettings(operation.Operation, binding.SettingsOf(operation), binding.Secrets ?? []).Select(p => p with { Field = $"{path}.{p.Field}" }));
        }
    }
}
