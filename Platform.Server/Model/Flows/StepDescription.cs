using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>How a kind of step shows itself in the designer, and what may be written in a definition.</summary>
/// <param name="Type">Activity type in the definition, e.g. <c>Platform.Review</c>.</param>
/// <param name="Icon">Name of an icon of the theme.</param>
/// <param name="Category">Group in the palette.</param>
/// <param name="Outcomes">Its ports when they do not depend on inputs.</param>
public sealed record StepDescription(
    string Type,
    LocalizedText Title,
    LocalizedText Summary,
    string Icon,
    string Category,
    IReadOnlyList<StepInput> Inputs,
    IReadOnlyList<StepOutcome> Outcomes)
{
    /// <summary>Values the step can hand to variables, by name.</summary>
    public IReadOnlyList<StepOutput> Outputs { get; init; } = [];

    /// <summary>Signers can be added to the step and removed while it is open.</summary>
    public bool TakesSigners { get; init; }

    /// <summary>The ports when they follow from inputs: gets the literal value of an input (null when absent) and answers the ports.</summary>
    public Func<Func<string, JsonElement?>, IReadOnlyList<StepOutcome>>? OutcomesFrom { get; init; }

    /// <summary>True when it always waits for somebody or something before it ends, false when it never does, null when that depends.</summary>
    public bool? Waits { get; init; }

    /// <summary>Ports by which the case is settled: decided, refused or ended, so that the flow may end after it.</summary>
    public IReadOnlyList<string> Settles { get; init; } = [];

    /// <summary>Ports it takes only where something is connected to them; otherwise it takes another, or fails and somebody must look.</summary>
    public IReadOnlyList<string> TakesOnlyConnected { get; init; } = [];

    /// <summary>It makes or waits for an act in law: an operator cannot pass over it.</summary>
    public bool IsActInLaw { get; init; }

    /// <summary>It can undo another step: it asks no person for anything and the case for no transition.</summary>
    public bool CanUndo { get; init; }

    /// <summary>Inputs an operator may put right when the step has failed.</summary>
    public IReadOnlyList<string> Correctable { get; init; } = [];

    /// <summary>Names of the inputs <see cref="OutcomesFrom"/> reads; when one of them is a script the ports are unknown before it runs.</summary>
    public IReadOnlyList<string> OutcomeInputs { get; init; } = [];

    /// <summary>The ports when a decision table says them.</summary>
    public TableOutcomes? OutcomesOfTable { get; init; }

    /// <summary>Members that hold an activity, such as the body of a loop.</summary>
    public IReadOnlyList<StepOutcome> Bodies { get; init; } = [];

    /// <summary>The member that holds a list of activities, or null.</summary>
    public string? List { get; init; }
}

/// <summary>Ports that follow from a decision table: what one of its outputs can be, and <see cref="Nothing"/> where the table may have no answer.</summary>
/// <param name="Table">Name of the input that names the table.</param>
/// <param name="Output">Name of the input that names the output; the step is <c>Done</c> where it is absent.</param>
public sealed record TableOutcomes(string Table, string Output)
{
    /// <summary>No row fired, and the table has no default.</summary>
    public const string Nothing = "NoRow";
}

/// <summary>What edits an input in the designer.</summary>
public enum StepEditor
{
    Text,
    LocalizedText,
    MultilineText,
    Number,
    Switch,
    Choice,
    Role,
    Authority,
    Group,
    Variable,
    /// <summary>List of <see cref="TaskOutcome"/>.</summary>
    Outcomes,
    /// <summary>List of signers: role, authority, group.</summary>
    Signers,
    MessageTemplate,
    Json,
    /// <summary>True or false by an expression.</summary>
    Condition,
    Script,
    /// <summary>Days, hours, minutes and seconds: <c>1.02:30:00</c>.</summary>
    Duration,
    /// <summary>A moment: date, time and offset.</summary>
    Moment,
    Cron,
    /// <summary>Key of another flow.</summary>
    Flow,
    /// <summary>List of texts.</summary>
    Texts,
    /// <summary>Labels with conditions.</summary>
    Cases,
    /// <summary>Key of a decision table.</summary>
    DecisionTable,
    /// <summary>Expressions by the inputs of the decision table; each is a member <c>inputs.age</c> of the step.</summary>
    TableInputs,
    /// <summary>Variables by the outputs of the decision table; each is an output <c>outputs.fee</c> of the step.</summary>
    TableOutputs,
    /// <summary>Name of an output of the decision table.</summary>
    TableOutput,
}

/// <param name="Name">Member of the activity in the definition, camel case.</param>
/// <param name="Default">What counts when the member is absent, or null.</param>
/// <param name="Choices">For <see cref="StepEditor.Choice"/>: the values.</param>
public sealed record StepInput(
    string Name,
    LocalizedText Title,
    StepEditor Editor,
    JsonElement? Default = null,
    bool Required = false,
    IReadOnlyList<StepOutcome>? Choices = null)
{
    /// <summary>What a step that is drawn here begins with, where that is not what counts when the member is absent; null = with nothing.</summary>
    public JsonElement? Begins { get; init; }
}

/// <param name="Name">Member of the activity that names the variable, camel case.</param>
public sealed record StepOutput(string Name, LocalizedText Title);

/// <summary>A port, or a value to choose.</summary>
public sealed record StepOutcome(string Key, LocalizedText Title)
{
    /// <summary>The port of everything that has only one way to end.</summary>
    public const string DoneKey = "Done";

    public static StepOutcome Done { get; } = new(DoneKey, LocalizedText.Of("完成", "Done"));

    internal static IReadOnlyList<string> DoneOnly { get; } = [DoneKey];
}
