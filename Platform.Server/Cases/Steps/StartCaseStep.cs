using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Files cases of other items for the applicant of this one, at the same authority or another of its line, and waits: for nothing but their numbers, for the first
/// to end, for the first grant, or for all of them.
/// </summary>
internal sealed class StartCaseStep : CaseStep
{
    public const int MostCases = 50;

    private const string Otherwise = "Otherwise";
    private const string Refused = "Refused";
    private const string Kept = "cases";

    /// <summary>As they stand in a definition.</summary>
    private const string None = "none";
    private const string One = "one";
    private const string Any = "any";
    private const string All = "all";

    private const string Withdraw = "withdraw";
    private const string Leave = "leave";

    private static readonly string[] Waits = [None, One, Any, All];
    private static readonly string[] OnWithdraw = [Withdraw, Leave];

    public override StepDescription Description { get; } = Describe(
        "StartCase",
        "files",
        [
            In("applications", StepEditor.Json, required: true),
            In("wait", StepEditor.Choice, All, choices: [.. Waits.Select(w => Port(w, "wait." + w))]),
            In("onWithdraw", StepEditor.Choice, Withdraw, choices: [.. OnWithdraw.Select(w => Port(w, "onWithdraw." + w))]),
        ],
        [StepOutcome.Done, Port(Otherwise, "startCase.port.Otherwise"), Port(Refused, "startCase.port.Refused")]) with
    {
        TakesOnlyConnected = [Otherwise, Refused],
        Correctable = ["applications", "wait", "onWithdraw"],
        Outputs = [new StepOutput("result", StepsText.Of("output.result")), new StepOutput("error", StepsText.Of("output.error"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        if ((Check(context, "wait", All, Waits) ?? Check(context, "onWithdraw", Withdraw, OnWithdraw)) is { } unknown)
        {
            return new(unknown);
        }

        var wanted = Wanted(context);
        if (Misplaced(context, wanted) is { } misplaced)
        {
            return new(misplaced);
        }

        if (wanted.Count == 0)
        {
            context.SetOutput("result", Array.Empty<Line>());
            return new(StepResult.Complete());
        }

        context.Remember(Kept, Start(context, wanted));
        return new(StepResult.Wait);
    }

    protected override StepResult Hear(StepContext context, FlowStimulus.Signal signal)
    {
        var news = signal.Payload.Deserialize<SubCaseNews>(ModelJson.Options)!;
        var lines = context.Recall(Kept, ImmutableList<Line>.Empty);
        if (lines.FindIndex(l => l.Id == news.Case) is not (>= 0 and var at))
        {
            return StepResult.Wait;
        }

        if (news.NotTaken is { } why && !context.IsRetry)
        {
            return StepResult.Fault("case.sub.notTaken", $"{lines[at].Item} {news.Number}: {why}");
        }

        if (news.What == SubCaseEvent.Refused)
        {
            return Refuse(context, lines, at, news);
        }

        lines = lines.SetItem(at, lines[at] with { Number = news.Number ?? lines[at].Number, State = news.State ?? lines[at].State, Granted = lines[at].Granted || news.Granted });
        context.Remember(Kept, lines);
        context.SetOutput("result", lines);
        return Outcome(context, lines) is not { } outcome ? StepResult.Wait
            : outcome == Otherwise && !context.Leads(Otherwise) ? StepResult.Complete()
            : StepResult.Complete(outcome);
    }

    /// <summary>Null while it waits.</summary>
    private static string? Outcome(StepContext context, ImmutableList<Line> lines)
    {
        var (ended, granted) = (lines.Count(l => l.State is not null), lines.Count(l => l.Granted));
        return context.Input("wait", All) switch
        {
            None => lines.TrueForAll(l => l.Number is not null) ? StepOutcome.DoneKey : null,
            One => ended > 0 ? StepOutcome.DoneKey : null,
            Any => granted > 0 ? StepOutcome.DoneKey : ended == lines.Count ? Otherwise : null,
            All => ended < lines.Count ? null : granted == lines.Count ? StepOutcome.DoneKey : Otherwise,
            var other => throw new FlowExpressionException($"'wait' of step '{context.StepId}': expected {None}, {One}, {Any} or {All}, found '{other}'."),
        };
    }

    /// <summary>One of them could not be filed. When the step is run again, it is filed anew under another id; the others stay as they are.</summary>
    private static StepResult Refuse(StepContext context, ImmutableList<Line> lines, int at, SubCaseNews news)
    {
        if (!context.IsRetry)
        {
            if (!context.Leads(Refused))
            {
                return StepResult.Fault(news.Code!, $"{lines[at].Item}: {news.Message}");
            }

            context.SetOutput("error", new { lines[at].Item, news.Code, news.Message });
            return StepResult.Complete(Refused);
        }

        var wanted = Wanted(context);
        if (wanted.Count != lines.Count)
        {
            return StepResult.Fault("step.input", $"'applications' of step '{context.StepId}': expected {lines.Count} cases as before, found {wanted.Count}.");
        }

        if (Misplaced(context, [wanted[at]]) is { } misplaced)
        {
            return misplaced;
        }

        context.Remember(Kept, lines.SetItem(at, Start(context, [wanted[at]])[0]));
        return StepResult.Wait;
    }

    private static ImmutableList<Line> Start(StepContext context, IReadOnlyList<Application> wanted)
    {
        var cases = wanted.Select(w => new CaseToStart(context.Run.Ids.Next(), w.Item, w.Locality, w.Answers, w.Scenario, w.Materials)).ToList();
        foreach (var one in cases)
        {
            context.WaitForSignal(FlowSignals.SubCase(one.Id));
        }

        context.Emit(new FlowEffect.StartCases(context.StepId, cases, context.Input("onWithdraw", Withdraw) == Withdraw));
        return [.. cases.Select(c => new Line(c.Id, c.Item))];
    }

    /// <summary>Before anything is filed: what is wrong then can be put right.</summary>
    private static StepResult? Check(StepContext context, string input, string otherwise, string[] expected) =>
        context.Input(input, otherwise) is var value && expected.Contains(value)
            ? null
            : StepResult.Fault("step.input", $"'{input}' of step '{context.StepId}': expected {string.Join(", ", expected)}, found '{value}'.");

    private static StepResult? Misplaced(StepContext context, IReadOnlyList<Application> wanted) =>
        wanted.Select(w => w.Locality).OfType<string>().FirstOrDefault(l => !LocalityCode.TryParse(l, out _)) is { } unread
            ? StepResult.Fault("case.sub.localityUnknown", $"'applications' of step '{context.StepId}': expected the code of a locality, found '{unread}'.")
            : null;

    /// <summary>One case or a list of them.</summary>
    private static IReadOnlyList<Application> Wanted(StepContext context)
    {
        var given = context.Input<JsonElement>("applications", default);
        try
        {
            IReadOnlyList<Application> wanted = given.ValueKind switch
            {
                JsonValueKind.Array => given.Deserialize<List<Application>>(StrictJson.Options)!,
                JsonValueKind.Object => [given.Deserialize<Application>(StrictJson.Options)!],
                _ => [],
            };
            return wanted.Count <= MostCases ? wanted : throw new FlowExpressionException($"'applications' of step '{context.StepId}': expected at most {MostCases}, found {wanted.Count}.");
        }
        catch (JsonException e)
        {
            throw new FlowExpressionException($"'applications' of step '{context.StepId}': expected [{{ item, locality, answers, scenario, materials }}]. {e.Message}", e);
        }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Application(
        string Item,
        string? Locality = null,
        JsonElement? Answers = null,
        IReadOnlyDictionary<string, string>? Scenario = null,
        IReadOnlyDictionary<string, string>? Materials = null);

    /// <param name="Number">Null until it is filed.</param>
    /// <param name="State">The one it ended in; null before.</param>
    private sealed record Line(Guid Id, string Item, string? Number = null, CaseState? State = null, bool Granted = false);
}
