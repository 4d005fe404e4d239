using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows;

public sealed class VocabularyTests
{
    private static readonly IReadOnlyList<StepDescription> Steps = new ActivityTypes(CaseSteps.All()).Steps;

    [Fact]
    public void Everything_a_flow_is_made_of_is_named_in_both_languages()
    {
        var nameless = Steps.SelectMany(s => TextsOf(s).Where(t => !Complete(t.Text)).Select(t => $"{s.Type} {t.Where}"));

        Assert.Empty(nameless);
        Assert.All(Steps, s => Assert.NotEmpty(s.Icon));
        Assert.All(Steps, s => Assert.NotEmpty(s.Category));
    }

    [Fact]
    public void Every_activity_that_was_promised_is_there()
    {
        string[] promised =
        [
            "Flowchart", "Sequence", "Start", "End", "Finish", "Complete", "FlowDecision", "FlowSwitch", "FlowFork", "FlowJoin", "If", "Switch", "ForEach", "While", "Parallel",
            "SetVariable", "SetName", "Correlate", "Event", "PublishEvent", "Delay", "StartAt", "Timer", "Cron", "RunTask", "RunJavaScript", "WriteLine", "Fault", "ExecuteWorkflow", "DispatchWorkflow",
        ];

        Assert.Empty(promised.Select(p => "Elsa." + p).Except(Steps.Select(s => s.Type)));
    }

    [Fact]
    public void A_choice_and_its_default_agree() =>
        Assert.All(
            Steps.SelectMany(s => s.Inputs.Where(i => i is { Editor: StepEditor.Choice, Default.ValueKind: JsonValueKind.String }).Select(i => (s.Type, Input: i))),
            c => Assert.Contains(c.Input.Default!.Value.GetString(), c.Input.Choices!.Select(o => o.Key)));

    [Fact]
    public void The_documentation_lists_what_there_is() => Documentation.Check("flows.md", "vocabulary", Documented());

    private static string Documented()
    {
        var text = new StringBuilder();
        foreach (var group in Steps.GroupBy(s => s.Category))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {group.Key}\n\n| type | | members (* required) | outcomes |\n|---|---|---|---|\n");
            foreach (var step in group)
            {
                var members = step.Inputs.Select(i => i.Name + (i.Required ? "*" : "")).Concat(step.Outputs.Select(o => "→" + o.Name)).Concat(step.Bodies.Select(b => b.Key + "{}")).Concat(step.List is { } list ? [list + "[]"] : []);
                var outcomes = step.OutcomesOfTable is { } of ? step.Outcomes.Select(o => o.Key).Append($"from {of.Output}") : step.OutcomesFrom is null ? step.Outcomes.Select(o => o.Key) : (IEnumerable<string>)[$"from {string.Join(", ", step.OutcomeInputs)}"];
                text.Append(CultureInfo.InvariantCulture, $"| `{step.Type}` | {step.Title.In(LocalizedText.English)} {step.Title.In(LocalizedText.Chinese)}: {step.Summary.In(LocalizedText.English)} | {string.Join(' ', members)} | {string.Join(' ', outcomes)} |\n");
            }
        }

        return text.ToString().Trim();
    }

    private static IEnumerable<(string Where, LocalizedText Text)> TextsOf(StepDescription step) =>
    [
        ("title", step.Title),
        ("summary", step.Summary),
        .. step.Inputs.Select(i => ($"input {i.Name}", i.Title)),
        .. step.Inputs.SelectMany(i => (i.Choices ?? []).Select(c => ($"choice {i.Name}.{c.Key}", c.Title))),
        .. step.Outputs.Select(o => ($"output {o.Name}", o.Title)),
        .. step.Outcomes.Select(o => ($"outcome {o.Key}", o.Title)),
        .. step.Bodies.Select(b => ($"body {b.Key}", b.Title)),
    ];

    private static bool Complete(LocalizedText text) => text.In(LocalizedText.Chinese).Any(c => c > 0x2E7F) && text.In(LocalizedText.English) is { Length: > 0 } english && english.All(c => c < 0x2E80);
}

public sealed class VocabularyApiTests(Cases.CaseOffice office) : IClassFixture<Cases.CaseOffice>
{
    [Fact]
    public async Task The_designer_gets_the_vocabulary()
    {
        var answer = await (await office.AsAsync("xu.min")).GetFromJsonAsync<JsonObject>("/api/v1/flows/steps");
        var steps = answer!["items"]!.AsArray().ToDictionary(s => s!["type"]!.GetValue<string>(), s => s!);

        Assert.Equal(["True", "False"], steps["Elsa.FlowDecision"]["outcomes"]!.AsArray().Select(o => o!["key"]!.GetValue<string>()));
        Assert.Equal("审查", steps["Platform.Review"]["title"]!["zh-CN"]!.GetValue<string>());
        Assert.Null(steps["Elsa.FlowFork"]["outcomes"]);
        Assert.Equal("activities", steps["Elsa.Sequence"]["list"]!.GetValue<string>());
    }
}
