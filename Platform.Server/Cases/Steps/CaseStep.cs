using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>What the steps of a case have in common: reading who does a task, and what came back from one.</summary>
internal abstract class CaseStep : IFlowStep
{
    protected const string SendBack = "SendBack";

    /// <summary>The rules as they stand in a definition, in the order of their enum.</summary>
    private static readonly string[] Assignments = [.. Enum.GetNames<AssignmentRule>().Select(n => JsonNamingPolicy.CamelCase.ConvertName(n))];

    public abstract StepDescription Description { get; }

    public abstract ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct);

    public virtual ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => stimulus switch
    {
        FlowStimulus.TaskDone done => new(Finish(context, done)),
        FlowStimulus.Signal signal => new(Hear(context, signal)),
        _ => new(StepResult.Wait),
    };

    /// <summary>One of the step's tasks was completed.</summary>
    protected virtual StepResult Finish(StepContext context, FlowStimulus.TaskDone done) => throw new InvalidOperationException($"Step '{context.StepId}' opens no tasks.");

    protected virtual StepResult Hear(StepContext context, FlowStimulus.Signal signal) => StepResult.Wait;

    protected static StepDescription Describe(string name, string icon, IReadOnlyList<StepInput> inputs, IReadOnlyList<StepOutcome> outcomes) => new(
        "Platform." + name,
        StepsText.Of($"{Key(name)}.title"),
        StepsText.Of($"{Key(name)}.summary"),
        icon,
        "case",
        inputs,
        outcomes);

    /// <param name="name">Member of the activity; its title is the text <c>input.name</c>.</param>
    protected static StepInput In(string name, StepEditor editor, object? otherwise = null, bool required = false, IReadOnlyList<StepOutcome>? choices = null) => new(
        name,
        StepsText.Of("input." + name),
        editor,
        otherwise is null ? null : JsonSerializer.SerializeToElement(otherwise, otherwise.GetType(), ModelJson.Options),
        required,
        choices);

    protected static StepOutcome Port(string key, string text) => new(key, StepsText.Of(text));

    /// <summary>The inputs that say whose task it is and how long it may take.</summary>
    protected static IReadOnlyList<StepInput> TaskInputs(string role) =>
    [
        In("role", StepEditor.Role, role, required: true),
        In("authority", StepEditor.Authority),
        In("group", StepEditor.Group),
        In("assign", StepEditor.Choice, Assignments[0], choices: [.. Assignments.Select(a => Port(a, "assign." + a))]),
        In("assignee", StepEditor.Text),
        In("title", StepEditor.LocalizedText),
        In("limitDays", StepEditor.Number),
        In("followsCase", StepEditor.Switch, true),
        SendBackInput(SendBackRule.Through),
    ];

    /// <summary>What may be sent back from the step, and what happens then.</summary>
    protected static StepInput SendBackInput(SendBackRule otherwise) =>
        In(SendingBack.Input, StepEditor.Choice, Written(otherwise), choices: [.. Enum.GetValues<SendBackRule>().Select(r => Port(Written(r), "sendBack." + Written(r)))]);

    protected static TaskAudience Audience(StepContext context, string role) =>
        new(false, context.Input("role", role), Text(context, "authority"), Text(context, "group"), Assignment(context), WantedPerson(context.ReturnsTo) ?? Text(context, "assignee"));

    /// <summary>As <see cref="TaskAudience.Wanted"/> says it.</summary>
    /// <param name="account">Account id.</param>
    protected static string? WantedPerson(string? account) => account is null ? null : TaskAudience.PersonPrefix + account;

    protected static AssignmentRule Assignment(StepContext context) => (AssignmentRule)Math.Max(0, Array.IndexOf(Assignments, context.Input("assign", Assignments[0])));

    /// <summary>The task's name: the step's input, what the flow calls the step, or the step's own name.</summary>
    protected static LocalizedText TitleOf(StepContext context, string text) =>
        context.Input("title", LocalizedText.Empty) is { IsEmpty: false } written ? written : context.Title ?? StepsText.Of(text);

    protected static StepLimit? Limit(StepContext context) =>
        context.Input("limitDays", 0) is > 0 and var days ? new StepLimit(days, ClockUnit.WorkingDay, context.Input("followsCase", true)) : null;

    protected static string? Text(StepContext context, string input) => context.Input(input, "") is { Length: > 0 } text ? text : null;

    /// <summary>Asks for the review to begin, unless it has begun or another step of this advance has asked.</summary>
    protected static void BeginReview(StepContext context)
    {
        var begun = context.Run.Case.State is CaseState.InReview or CaseState.Suspended
            || context.Emitted.Any(e => e is FlowEffect.RequestTransition { Transition: CaseTransition.BeginReview });
        if (!begun)
        {
            context.Emit(new FlowEffect.RequestTransition(new CaseTransition.BeginReview()));
        }
    }

    protected static void Request(StepContext context, CaseTransition transition) => context.Emit(new FlowEffect.RequestTransition(transition));

    protected static string? OpinionOf(FlowStimulus.TaskDone done) => Member(done, "opinion");

    /// <summary>A text of what the dialog collected; null when absent, empty or of another type.</summary>
    protected static string? Member(FlowStimulus.TaskDone done, string name) =>
        done.Data.ValueKind == JsonValueKind.Object && done.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A structured part of what the dialog collected; the default of <typeparamref name="T"/> when absent.</summary>
    /// <exception cref="UnfitStimulusException"><c>task.data.invalid</c>.</exception>
    protected static T? Part<T>(FlowStimulus.TaskDone done, string name)
    {
        if (done.Data.ValueKind != JsonValueKind.Object || !done.Data.TryGetProperty(name, out var value))
        {
            return default;
        }

        try
        {
            return value.Deserialize<T>(StrictJson.Options);
        }
        catch (JsonException)
        {
            throw new UnfitStimulusException(Problem.Invalid("task.data.invalid", $"data.{name}", ("field", $"data.{name}"), ("expected", (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name)));
        }
    }

    protected static UnfitStimulusException UnknownOutcome(FlowStimulus.TaskDone done, IEnumerable<string> expected) =>
        new(Problem.Invalid("task.outcome.unknown", "outcome", ("value", done.Outcome), ("expected", string.Join(", ", expected))));

    private static string Written(SendBackRule rule) => JsonNamingPolicy.CamelCase.ConvertName(rule.ToString());

    private static string Key(string name) => name == "SpecialProcedure" ? "special" : name == "CallConnector" ? "call" : char.ToLowerInvariant(name[0]) + name[1..];
}
