using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Model.Forms;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Asks a decision table in the version of the case. Inputs are what the flow hands in, or what the table reads of the application itself; which rows fired and why
/// goes into the journal. Where no row fires the step has an outcome of its own; where the table contradicts itself the step fails, and somebody looks.
/// </summary>
internal sealed class DecisionTableStep : CaseStep
{
    private const string Table = "table";
    private const string Inputs = "inputs";
    private const string Outputs = "outputs";
    private const string Outcome = "outcome";
    private const string Result = "result";

    public override StepDescription Description { get; } = Describe(
        "DecisionTable",
        "table",
        [In(Table, StepEditor.DecisionTable, required: true), In(Inputs, StepEditor.TableInputs), In(Outputs, StepEditor.TableOutputs), In(Outcome, StepEditor.TableOutput)],
        [StepOutcome.Done, Port(TableOutcomes.Nothing, "outcome.nothing")]) with
    {
        Waits = false,
        OutcomesOfTable = new(Table, Outcome),
        OutcomeInputs = [Table, Outcome],
        Outputs = [new StepOutput(Result, StepsText.Of("output.result"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) => new(Decide(context));

    private static StepResult Decide(StepContext context)
    {
        if (Text(context, Table) is not { } key || context.FindTable(key) is not { } whole)
        {
            return StepResult.Fault("decision.tableUnknown", $"Step '{context.StepId}' asks decision table '{Text(context, Table)}', which is not in force for this case.");
        }

        var given = whole.Inputs.ToDictionary(i => i.Column.Id, i => Value(context, i.Column), StringComparer.Ordinal);
        var table = whole.Hiding(i => IsPersonal(context.Run.Case.Personal, i, given[i.Id]));
        var decided = table.Decide(input => given[input.Id]);
        if (!decided.TryGet(out var result))
        {
            var problem = decided.Problems[0];
            return StepResult.Fault(problem.Code, $"Step '{context.StepId}': {string.Join(", ", problem.Values!.Select(v => $"{v.Key} {v.Value}"))}.");
        }

        context.Emit(new FlowEffect.ExplainDecision(context.StepId, DecisionWords.Explain(result)));
        context.SetOutput(Result, result.ToJson());
        foreach (var output in table.Outputs)
        {
            context.SetOutput($"{Outputs}.{output.Column.Name}", result.ValueOf(output));
        }

        return Complete(context, result);
    }

    private static StepResult Complete(StepContext context, DecisionResult result)
    {
        if (result.IsNothing)
        {
            return StepResult.Complete(TableOutcomes.Nothing);
        }

        if (Text(context, Outcome) is not { } name)
        {
            return StepResult.Complete();
        }

        return result.Table.FindOutput(name) is { } output && !result.Table.GivesList && result.ValueOf(output) is { ValueKind: JsonValueKind.String } value
            ? StepResult.Complete(value.GetString()!)
            : StepResult.Fault("decision.noOutcome", $"Step '{context.StepId}': output '{name}' of decision table '{result.Table.Table.Key}' gave no text to go on by.");
    }

    /// <summary>It is read from a masked answer, or the flow hands in what stands in one. Something made out of a masked answer the table hides itself.</summary>
    private static bool IsPersonal(PersonalValues personal, DecisionInput input, JsonElement? given) =>
        (input.Reads?.Split('.') is ["answers", .. var path] && personal.IsAt(string.Join('.', path))) || (given is { } value && personal.StandIn(value));

    /// <summary>What the flow hands in, else what the table reads of the application.</summary>
    private static JsonElement? Value(StepContext context, DecisionInput input)
    {
        var handed = context.Input<JsonElement>($"{Inputs}.{input.Id}", default);
        return handed.ValueKind != JsonValueKind.Undefined ? handed
            : input.Reads is not { } reads ? null
            : reads.Split('.') is ["scenario", var question] ? Scenario(context.Run.Case, question)
            : Answer(context.Run.Case.Answers.Value, reads.Split('.')[1..]);
    }

    private static JsonElement? Scenario(FlowCase file, string question) =>
        file.Scenario.TryGetValue(question, out var answer) ? JsonSerializer.SerializeToElement(answer, ModelJson.Options) : null;

    private static JsonElement? Answer(JsonElement answers, IReadOnlyList<string> path)
    {
        var at = answers;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
