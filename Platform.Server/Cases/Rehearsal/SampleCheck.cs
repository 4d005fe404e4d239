using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Items;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>
/// Sample cases saved with a flow (<c>customProperties.samples</c>) are rehearsed on it before it comes into force: one that ends elsewhere than it says
/// stands in the way. A sample of an item that is not offered at the place is left out, and said so.
/// </summary>
internal sealed class SampleCheck(
    IItemAssembly items, IDecisionTables tables, IEnumerable<IFlowChecks> checks, IFlowInterpreter interpreter, TimeProvider clock, IRehearsedCalls calls) : IDefinitionCheck
{
    private const int MostSamples = 50;

    /// <summary>Of all samples together: others wait to save and publish.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    public DefinitionKind Kind => DefinitionKind.Flow;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!draft.Document.TryGetProperty("customProperties", out var properties) || properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty("samples", out var written))
        {
            return [];
        }

        if (!TryRead(written, out var samples, out var problem))
        {
            return [new(problem)];
        }

        if (stage == CheckStage.Save)
        {
            return [];
        }

        var flow = await RehearsalDesk.WholeAsync(FlowDefinition.Unpublished(draft.Document), draft.Key, draft.Owner, draft.InForce, tables.Over(draft.InForce), ct);
        if (checks.SelectMany(c => c.Check(flow)).Any())
        {
            return [];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Budget);
        var findings = new List<DefinitionFinding>();
        foreach (var (index, sample) in samples.Index())
        {
            var field = $"customProperties.samples[{index}]";
            try
            {
                if (await CheckAsync(draft, flow, sample, field, limit.Token) is { } finding)
                {
                    findings.Add(finding);
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                findings.Add(new(Problem.Invalid("flow.sample.tooLong", field, ("name", sample.Name), ("expected", Budget.TotalSeconds))));
                break;
            }
        }

        return findings;
    }

    private async ValueTask<DefinitionFinding?> CheckAsync(DefinitionDraft draft, FlowDefinition flow, FlowSample sample, string field, CancellationToken ct)
    {
        if (!(await items.FindAsync(draft.InForce, draft.Owner, sample.Item, ct)).TryGet(out var item))
        {
            return new(Problem.Invalid("flow.sample.itemUnknown", field, ("name", sample.Name), ("value", sample.Item)), Blocks: false);
        }

        var run = await new RehearsedCase(item with { Flow = flow }, interpreter, sample.Script.FiledAt ?? clock.GetUtcNow(), calls).PlayAsync(sample.Script, ct);
        return run.Stopped is { } stopped
            ? new(Problem.Invalid("flow.sample.stops", field, ("name", sample.Name), ("move", stopped.Move), ("path", string.Join(" → ", run.Path)), ("code", stopped.Problems[0].Code)))
            : run.State != sample.State
            ? new(Problem.Invalid("flow.sample.differs", field, ("name", sample.Name), ("path", string.Join(" → ", run.Path)), ("value", run.State), ("expected", sample.State)))
            : sample.Path is { } path && !path.SequenceEqual(run.Path)
            ? new(Problem.Invalid("flow.sample.differs", field, ("name", sample.Name), ("path", string.Join(" → ", run.Path)), ("value", string.Join(" → ", run.Path)), ("expected", string.Join(" → ", path))))
            : null;
    }

    private static bool TryRead(JsonElement written, out IReadOnlyList<FlowSample> samples, out Problem problem)
    {
        (samples, problem) = ([], Problem.Invalid("flow.sample.unreadable", "customProperties.samples", ("message", $"≤ {MostSamples}")));
        try
        {
            samples = written.Deserialize<IReadOnlyList<FlowSample>>(StrictJson.Options) ?? [];
            return samples.Count <= MostSamples && samples.All(s => s.Script.Check() is null);
        }
        catch (JsonException e)
        {
            problem = Problem.Invalid("flow.sample.unreadable", "customProperties.samples", ("message", e.Message));
            return false;
        }
    }
}
