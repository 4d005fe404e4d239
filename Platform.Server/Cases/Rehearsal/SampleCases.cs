using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Notifications;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>
/// Made-up cases for papers and messages. A saved sample case is played as it was saved; made-up answers are filed, and then the ways through the flow are tried
/// one after the other until one comes to the paper or message that is wanted. What no way comes to is made up.
/// </summary>
internal sealed class SampleCases(
    IItemDrafts items, IDefinitions inForce, IDefinitionEditor drafts, IFlowInterpreter interpreter, IRehearsedCalls calls, TimeProvider clock) : ISampleCases
{
    /// <summary>More ways than that are not tried.</summary>
    private const int MostPlays = 150;

    private const int LongestWay = 16;

    /// <summary>In the language of papers: stands wherever somebody would have written words.</summary>
    private const string Words = "（样例文字）";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private static readonly CaseApplicant Somebody = new("1", "测试一", "111", "110101199003070011", "13800138000");

    public async ValueTask<IReadOnlyList<SampleCase>> ListAsync(Actor actor, LocalityCode editor, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsRead, editor))
        {
            return [];
        }

        var found = new List<SampleCase>();
        var offered = await items.ListAsync(editor, ct);
        foreach (var flow in offered.GroupBy(i => i.Flow))
        {
            var saved = await SavedAsync(flow.Key, editor, ct);
            foreach (var item in flow)
            {
                found.Add(new(item.Key, item.Locality, item.Name, item.Flow, null, null));
                found.AddRange(saved.Index().Where(s => s.Item.Item == item.Key).Select(s => new SampleCase(item.Key, item.Locality, item.Name, item.Flow, s.Index, s.Item.Name)));
            }
        }

        return found;
    }

    public async ValueTask<Result<SampleFacts>> OfPaperAsync(Actor actor, LocalityCode editor, SampleCase sample, string key, CancellationToken ct)
    {
        var played = await PlayAsync(actor, editor, sample, e => e is IssueDocumentEffect paper && (paper.Template ?? paper.Kind) == key, ct);
        var elsewhere = played.Succeeded ? await QuestionsAsync(editor, ct) : [];
        return played.Then<SampleFacts>(p =>
        {
            var (item, left, file) = (p.Item, p.Left, Named(p.File, p.Item));
            var today = ChinaTime.DayOf(file.UpdatedAt);
            var application = CasePapers.Application(file, file.Content, item);
            var kind = item.Item.Papers.FirstOrDefault(p => p.Template == key)?.Kind ?? key;
            var own = left?.Effect is IssueDocumentEffect { Data: var data }
                ? data
                : CasePapers.Data(file, PaperSamples.Of(kind, file.Facts, TransitionContext.At(file.UpdatedAt, "", "", item.Calendar, file.Ledger), Words) ?? new Dictionary<string, object?>());
            return Facts(PaperData.Over(application, JsonElement.Parse(own)), item, file, (left?.Effect as IssueDocumentEffect)?.IssuedOn ?? today, left is not null) with { Elsewhere = elsewhere };
        });
    }

    /// <summary>Answers to the questions of every form that items of the place have.</summary>
    private async ValueTask<IReadOnlyCollection<string>> QuestionsAsync(LocalityCode editor, CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in (await items.ListAsync(editor, ct)).DistinctBy(i => i.Form))
        {
            var form = await drafts.FindDraftAsync(new(DefinitionKind.Form, item.Form, editor), ct) ?? await inForce.FindActiveAsync(DefinitionKind.Form, item.Form, item.Locality, ct);
            if (form is not null && FormDefinitionRules.Read(form.Json).TryGet(out var read))
            {
                names.UnionWith(read.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements).Select(e => $"answers.{e.Key}"));
            }
        }

        return names;
    }

    public async ValueTask<Result<SampleFacts>> OfMessageAsync(Actor actor, LocalityCode editor, SampleCase sample, string template, CancellationToken ct)
    {
        var played = await PlayAsync(actor, editor, sample, e => e is SendMessageEffect message && message.Template == template, ct);
        return played.Then<SampleFacts>(p =>
        {
            var (item, left, file) = (p.Item, p.Left, Named(p.File, p.Item));
            var own = left?.Effect is SendMessageEffect { Data: var data } ? JsonNode.Parse(data)?["data"] : null;
            var known = MessageSamples.OfSite(template, Words);
            var all = known is not null
                ? JsonSerializer.SerializeToElement(known, ModelJson.Options)
                : JsonElement.Parse(CasePapers.Message(file, item, own ?? MessageSamples.OfCase(template, Words) ?? new JsonObject()));
            return Facts(all, item, file, ChinaTime.DayOf(file.UpdatedAt), left is not null || known is not null);
        });
    }

    private static SampleFacts Facts(JsonElement data, PublishedItem item, CaseFile file, DateOnly on, bool happens)
    {
        var names = new Dictionary<string, LocalizedText?>(StringComparer.Ordinal);
        if (data.TryGetProperty("answers", out _))
        {
            foreach (var element in item.Form.Form.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements))
            {
                names[$"answers.{element.Key}"] = element.Label;
            }

            foreach (var optional in (ReadOnlySpan<string>)["case.receivedOn", "case.acceptedOn", "applicant.agentName", "item.enquiryPhone", "item.supervisionPhone", "item.remedies", "item.resultName"])
            {
                names[optional] = null;
            }
        }

        return new(data, file.Authority, file.AuthorityName.In(LocalizedText.Chinese), on, happens, names);
    }

    /// <summary>With a number and an applicant, as every real case has.</summary>
    private static CaseFile Named(CaseFile file, PublishedItem item) => file with
    {
        Number = $"{item.Locality.Value}-{file.FiledAt.Year}-000001",
        Content = file.Content with { Applicant = Somebody },
    };

    private async ValueTask<Result<Played>> PlayAsync(Actor actor, LocalityCode editor, SampleCase sample, Func<object, bool> isWanted, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsRead, editor))
        {
            return Problem.Forbidden("definition.forbidden", ("value", editor.Value));
        }

        var assembled = await items.FindAsync(sample.Place, sample.Item, editor, ct);
        if (!assembled.TryGet(out var item))
        {
            return Result<Played>.Refused(assembled.Problems);
        }

        var now = clock.GetUtcNow();
        var saved = sample.Number is { } number && (await SavedAsync(sample.Flow, editor, ct)).ElementAtOrDefault(number) is { } flowSample ? flowSample.Script : null;
        var script = saved ?? new RehearsalScript(null, SampleAnswers.Of(item.Form, sample.Place.Value, ChinaTime.DayOf(now)).ToJson(), now);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Budget);
        var seeker = new Seeker(item, interpreter, calls, script.FiledAt ?? now, isWanted);
        return await seeker.SeekAsync(script, branches: saved is null, limit.Token, ct) is { } found ? found : Problem.Conflict("sample.notFiled", ("value", sample.Item));
    }

    /// <summary>Sample cases saved with a flow, as it is being edited or in force; none where they cannot be read.</summary>
    private async ValueTask<IReadOnlyList<FlowSample>> SavedAsync(string flow, LocalityCode editor, CancellationToken ct)
    {
        var definition = await drafts.FindDraftAsync(new(DefinitionKind.Flow, flow, editor), ct) ?? await inForce.FindActiveAsync(DefinitionKind.Flow, flow, editor, ct);
        try
        {
            return definition is null ? [] : JsonNode.Parse(definition.Json)?["customProperties"]?["samples"]?.Deserialize<IReadOnlyList<FlowSample>>(StrictJson.Options) ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private sealed record Played(PublishedItem Item, CaseFile File, RehearsedCase.LeftBehind? Left);

    /// <summary>Looks for the shortest way to what is wanted.</summary>
    private sealed class Seeker(PublishedItem item, IFlowInterpreter interpreter, IRehearsedCalls calls, DateTimeOffset filedAt, Func<object, bool> isWanted)
    {
        /// <param name="branches">Goes on where the script ends.</param>
        /// <param name="limit">When it is over, what was found so far counts.</param>
        /// <returns>Null when the case cannot even be filed.</returns>
        public async ValueTask<Played?> SeekAsync(RehearsalScript script, bool branches, CancellationToken limit, CancellationToken ct)
        {
            var ways = new Queue<RehearsalScript>([script]);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            CaseFile? first = null;
            try
            {
                for (var plays = 0; plays < MostPlays && ways.TryDequeue(out var way); plays++)
                {
                    var rehearsed = new RehearsedCase(item, interpreter, filedAt, calls);
                    var run = await rehearsed.PlayAsync(way, limit);
                    first ??= rehearsed.File;
                    if (rehearsed.Left.LastOrDefault(l => isWanted(l.Effect)) is { } left)
                    {
                        return new(item, left.File, left);
                    }

                    if (branches && run.Stopped is null && seen.Add(StandOf(run)))
                    {
                        Follow(way, run, ways);
                    }
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Long enough; it is made up.
            }

            return first is null ? null : new(item, first, null);
        }

        private static string StandOf(RehearsalRun run) =>
            $"{run.State}|{string.Join(',', run.Open.Select(t => t.Step).Order(StringComparer.Ordinal))}|{string.Join(',', run.Waits.Where(w => w.Kind != "timer").Select(w => w.Name))}";

        private void Follow(RehearsalScript way, RehearsalRun run, Queue<RehearsalScript> ways)
        {
            var moves = way.Moves ?? [];
            if (moves.Count < LongestWay)
            {
                foreach (var move in Next(run))
                {
                    ways.Enqueue(way with { Moves = [.. moves, move] });
                }
            }
        }

        private IEnumerable<RehearsalMove> Next(RehearsalRun run)
        {
            var today = ChinaTime.DayOf(run.Now);
            foreach (var task in run.Open)
            {
                if (task.Role is null)
                {
                    yield return new(RehearsalAct.Supply);
                    continue;
                }

                foreach (var outcome in task.Outcomes)
                {
                    var data = OrdinaryData.For(item, task.Kind, outcome, Words, today);
                    yield return new(RehearsalAct.Complete, task.Step, outcome, Words, data.Count > 0 ? data : null);
                }
            }

            foreach (var wait in run.Waits)
            {
                if (wait.Kind == "call")
                {
                    yield return new(RehearsalAct.Answer, wait.Step);
                }
                else if (wait.Kind == "case")
                {
                    yield return new(RehearsalAct.End, wait.Step, "Granted");
                }
            }

            if (run.Waits.FirstOrDefault(w => w.Kind == "timer") is { At: { } due })
            {
                yield return new(RehearsalAct.Wait, Until: due > run.Now ? due : run.Now);
            }

            yield return new(RehearsalAct.Withdraw, Reason: Words);
        }
    }
}
