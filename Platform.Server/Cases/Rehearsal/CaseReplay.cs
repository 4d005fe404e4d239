using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>What a case that has ended would have come to on another flow.</summary>
/// <param name="Same">The other flow asks the same of the same people and comes to the same end.</param>
/// <param name="Path">Steps and outcomes on its own flow.</param>
/// <param name="Draft">The same on the other flow, as far as it went.</param>
internal sealed record ReplayedCase(string Number, bool Same, IReadOnlyList<Problem> Differences, IReadOnlyList<string> Path, IReadOnlyList<string> Draft);

/// <summary>
/// Plays ended cases again from their journals, each on its own flow and on another one, and compares the two. What no journal tells (files, extensions) is left
/// out on both sides; calls that cannot be told any more are answered as their binding says for rehearsals; a case that does not come to its real end on its own flow says so.
/// </summary>
internal sealed class CaseReplay(OpenCaseStore store, CaseReader cases, JournalStore journal, RevisionStore revisions, IItemCatalogue items, IFlowInterpreter interpreter, IRehearsedCalls calls)
{
    public const int MostCases = 100;

    /// <param name="on">The item with the other flow.</param>
    public async Task<IReadOnlyList<ReplayedCase>> ReplayAsync(PublishedItem on, int take, CancellationToken ct)
    {
        var replayed = new List<ReplayedCase>();
        foreach (var id in await store.ListEndedAsync(on.Locality, on.Item.Key, take, ct))
        {
            if (await cases.ReadAsync(id) is { } file)
            {
                replayed.Add(await ReplayAsync(file, on.Flow, ct));
            }
        }

        return replayed;
    }

    private async Task<ReplayedCase> ReplayAsync(CaseFile file, FlowDefinition flow, CancellationToken ct)
    {
        var item = await items.GetAsync(file.ItemVersionId, ct);
        var script = await ScriptAsync(file, item, ct);
        var own = await new RehearsedCase(item, interpreter, file.FiledAt, calls).PlayAsync(script, ct);
        var other = await new RehearsedCase(item with { Flow = flow }, interpreter, file.FiledAt, calls).PlayAsync(script, ct);
        var differences = Compare(file, own, other).ToList();
        return new(file.Number, differences.Count == 0, differences, own.Path, other.Path);
    }

    private static IEnumerable<Problem> Compare(CaseFile file, RehearsalRun own, RehearsalRun other)
    {
        if (own.Stopped is not null || own.State != file.State)
        {
            yield return Problem.Conflict("replay.unfaithful", ("value", own.State), ("expected", file.State));
        }

        if (other.Stopped is { } stopped && own.Stopped?.Move != stopped.Move)
        {
            yield return Problem.Conflict("replay.stops", ("path", string.Join(" → ", other.Path)), ("expected", string.Join(" → ", own.Path)));
        }
        else if (!own.Path.SequenceEqual(other.Path))
        {
            yield return Problem.Conflict("replay.path", ("value", string.Join(" → ", other.Path)), ("expected", string.Join(" → ", own.Path)));
        }

        if (own.State != other.State)
        {
            yield return Problem.Conflict("replay.state", ("value", other.State), ("expected", own.State));
        }

        if (own.Decision != other.Decision)
        {
            yield return Problem.Conflict("replay.decision", ("value", other.Decision), ("expected", own.Decision));
        }

        var (before, now) = (LeftBy(own), LeftBy(other));
        if (!before.SequenceEqual(now))
        {
            yield return Problem.Conflict("replay.effects", ("value", string.Join(", ", now.Except(before))), ("expected", string.Join(", ", before.Except(now))));
        }

        if (!own.Open.Select(t => t.Step).Order(StringComparer.Ordinal).SequenceEqual(other.Open.Select(t => t.Step).Order(StringComparer.Ordinal)))
        {
            yield return Problem.Conflict("replay.open", ("value", string.Join(", ", other.Open.Select(t => t.Step))), ("expected", string.Join(", ", own.Open.Select(t => t.Step))));
        }
    }

    /// <summary>Papers and messages, each once per time it was made.</summary>
    private static IReadOnlyList<string> LeftBy(RehearsalRun run) =>
        [.. run.Moments.SelectMany(m => m.Effects).Where(e => e.Kind is "document" or "message").GroupBy(e => $"{e.Kind} {e.Name}").Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ×{g.Count()}").Order(StringComparer.Ordinal)];

    /// <summary>What people did with the case, at the times they did it.</summary>
    private async Task<RehearsalScript> ScriptAsync(CaseFile file, PublishedItem item, CancellationToken ct)
    {
        var shown = FormRules.Masked(item.Form.Form, file.Content.Answers).ToJson();
        var filed = await revisions.AsFiledAsync(file, ct);
        var moves = new List<RehearsalMove>();
        var rows = await journal.RowsAsync(file, ct);
        var subCases = new FiledCases(file, rows);
        var answered = new AnsweredCalls(rows, item.Flow, file.Flow is { } state ? interpreter.ReadVariables(CaseWork.FlowOf(file, item), state) : null);
        foreach (var row in rows)
        {
            if ((subCases.Move(row) ?? answered.Move(row) ?? Move(row, file, shown)) is { } move)
            {
                moves.Add(new(RehearsalAct.Wait, Until: row.At));
                moves.Add(move);
            }
        }

        moves.Add(new(RehearsalAct.Wait, Until: file.UpdatedAt));
        return new(filed.Scenario, FormRules.Masked(item.Form.Form, filed.Answers).ToJson(), file.FiledAt, moves) { IsRecord = true };
    }

    private static RehearsalMove? Move(JournalRow row, CaseFile file, JsonObject shown)
    {
        if (row.Name == "case.withdrawn")
        {
            return new(RehearsalAct.Withdraw);
        }

        if (row.Name != "task.completed" || JsonNode.Parse(row.Payload) is not JsonObject payload || payload["stepId"]?.GetValue<string>() is not { } step)
        {
            return null;
        }

        return payload["kind"]?.Deserialize<TaskKind>(ModelJson.Options) switch
        {
            TaskKind.Supplement => new(RehearsalAct.Supply, Answers: Marked(file, shown)),
            TaskKind.ApproveExtension or TaskKind.Correct => null,
            _ => new(
                RehearsalAct.Complete,
                step,
                payload["outcome"]?.GetValue<string>(),
                payload["opinion"]?.GetValue<string>(),
                payload["data"]?.DeepClone() as JsonObject,
                row.ActorId?.ToString()),
        };
    }

    /// <summary>The answers the notice asked for, as they are now.</summary>
    private static JsonObject Marked(CaseFile file, JsonObject all) =>
        new(file.Notice?.Fields.Select(f => f.Key.Split('.', '[')[0]).Distinct().Where(all.ContainsKey).Select(key => KeyValuePair.Create(key, all[key]?.DeepClone())) ?? []);

    /// <summary>What became of the cases that the flow filed, each found again by its place among those of its step.</summary>
    private sealed class FiledCases
    {
        private readonly CaseFile _file;
        private readonly IReadOnlyList<JournalRow> _rows;

        /// <summary>In the order the steps asked for them. One that was filed anew stands where the one stood that was refused.</summary>
        private readonly List<(string Step, Guid Id)> _asked = [];

        public FiledCases(CaseFile file, IReadOnlyList<JournalRow> rows)
        {
            (_file, _rows) = (file, rows);
            var refused = new List<(string Step, Guid Id)>();
            foreach (var row in rows)
            {
                if (row.Name == SubCaseEntries.HeardRefused && IsPutRight(row) && Payload(row) is var payload && StepOf(payload) is { } step && IdOf(payload) is { } id)
                {
                    refused.Add((step, id));
                }
                else if (row.Name == SubCaseEntries.Started)
                {
                    Ask(Payload(row), refused);
                }
            }
        }

        /// <summary>Null where the row tells of nothing that happened to a sub-case, or of one that was filed anew after an operator had put it right.</summary>
        public RehearsalMove? Move(JournalRow row)
        {
            var payload = row.Name is SubCaseEntries.HeardEnded or SubCaseEntries.HeardRefused ? Payload(row) : [];
            return StepOf(payload) is not { } step || (row.Name == SubCaseEntries.HeardRefused && IsPutRight(row)) ? null
                : new(RehearsalAct.End, step, row.Name == SubCaseEntries.HeardRefused ? RehearsedCase.Refused : RehearsedCase.OutcomeOf(StateOf(payload), payload["granted"]?.GetValue<bool>() == true), Case: NumberOf(payload, step));
        }

        private void Ask(JsonObject started, List<(string Step, Guid Id)> refused)
        {
            var step = StepOf(started) ?? "";
            foreach (var id in started["cases"]?.AsArray().Select(c => c!["id"]!.GetValue<Guid>()) ?? [])
            {
                var earlier = refused.FindIndex(r => r.Step == step);
                if (earlier >= 0 && _asked.IndexOf(refused[earlier]) is >= 0 and var place)
                {
                    _asked[place] = (step, id);
                    refused.RemoveAt(earlier);
                }
                else
                {
                    _asked.Add((step, id));
                }
            }
        }

        private int? NumberOf(JsonObject payload, string step)
        {
            var id = IdOf(payload) ?? _file.SubCases?.Find(s => s.Number == payload["number"]?.GetValue<string>())?.Id;
            return _asked.FindAll(s => s.Step == step).FindIndex(s => s.Id == id) is >= 0 and var at ? at + 1 : null;
        }

        private bool IsPutRight(JournalRow refused) =>
            StepOf(Payload(refused)) is { } step && _rows.Any(r => r.Seq > refused.Seq && r.Name is "flow.retried" or "flow.corrected" && StepOf(Payload(r)) == step);

        private static CaseState StateOf(JsonObject payload) => payload["state"]?.Deserialize<CaseState>(ModelJson.Options) ?? CaseState.Delivered;

        private static string? StepOf(JsonObject payload) => payload["step"]?.GetValue<string>();

        private static Guid? IdOf(JsonObject payload) => payload["id"]?.GetValue<Guid>();

        private static JsonObject Payload(JournalRow row) => JsonNode.Parse(row.Payload) as JsonObject ?? [];
    }
}
