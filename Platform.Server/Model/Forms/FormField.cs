using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>What sort of answer a field takes, and how the answer stands in JSON.</summary>
public enum FieldType
{
    /// <summary>One line; a string.</summary>
    Text,
    /// <summary>Several lines; a string.</summary>
    Multiline,
    /// <summary>A JSON number.</summary>
    Number,
    /// <summary>A JSON number without a fraction.</summary>
    Integer,
    /// <summary>Yuan (CNY) as a string with exactly two decimals: <c>"1200.00"</c>.</summary>
    Money,
    /// <summary>A day as <c>yyyy-MM-dd</c>.</summary>
    Date,
    /// <summary>true or false.</summary>
    Boolean,
    /// <summary>The value of one option.</summary>
    Choice,
    /// <summary>A list of the values of different options.</summary>
    Choices,
    /// <summary>Citizen identity number (GB 11643), 18 characters.</summary>
    CitizenId,
    /// <summary>Unified social credit code (GB 32100), 18 characters.</summary>
    CreditCode,
    /// <summary>A mainland mobile number (11 digits) or a landline with area code.</summary>
    Phone,
    Email,
    /// <summary>The code of a locality: 2, 4, 6, 9 or 12 digits.</summary>
    DivisionPath,
    /// <summary>An object <c>{"division":"330110005","detail":"…"}</c>.</summary>
    Address,
    /// <summary>A list of ids of uploaded files.</summary>
    File,
    /// <summary>Static text, no answer: the label is the heading, the hint the text.</summary>
    Note,
    /// <summary>Name of a person.</summary>
    PersonName,
}

/// <summary>How much of a line a field takes on a wide screen.</summary>
public enum FieldWidth
{
    Full,
    Half,
    Third,
}

/// <summary>One question and the rules for its answer.</summary>
public sealed record FormField : FormElement
{
    [JsonPropertyOrder(-3)]
    public required FieldType Type { get; init; }

    /// <summary>When an answer must be given. In the file <c>true</c>, <c>false</c> or a condition; null and <c>false</c>: never.</summary>
    [JsonConverter(typeof(RequirementConverter))]
    public Condition? Required { get; init; }

    /// <summary>Regular expression (the common part of ECMAScript and .NET) that the whole answer has to match.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern in words, shown when it is not met.</summary>
    public LocalizedText? PatternHint { get; init; }

    /// <summary>Lowest number, amount or day, inclusive.</summary>
    public Bound? Min { get; init; }

    /// <summary>Highest number, amount or day, inclusive.</summary>
    public Bound? Max { get; init; }

    /// <summary>Fewest characters (code points).</summary>
    public int? MinLength { get; init; }

    /// <summary>Most characters (code points); null takes <see cref="FormLimits.MaxText"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Most decimal places of a number, 0 to 10.</summary>
    public int? Decimals { get; init; }

    /// <summary>Fewest chosen options or files.</summary>
    public int? MinItems { get; init; }

    /// <summary>Most chosen options or files.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The answers to choose from, unless <see cref="CodeTable"/> names them.</summary>
    public IReadOnlyList<FieldOption>? Options { get; init => field = value is null ? null : List(value); }

    /// <summary>Key of the code table to choose from.</summary>
    public string? CodeTable { get; init; }

    /// <summary>A boolean that has to be true, such as a promise.</summary>
    public bool MustBeTrue { get; init; }

    /// <summary>The answer is computed and cannot be typed.</summary>
    public Formula? Calculated { get; init; }

    /// <summary>Where a proposal for the answer can come from.</summary>
    public FieldPrefill? Prefill { get; init; }

    /// <summary>Cases are found by this answer, in lists and searches of the office.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Searchable { get; init; }

    /// <summary>How the answer is shown to those who may not see all of it.</summary>
    public Mask? Mask { get; init; }

    /// <summary>Shown behind the input: "平方米".</summary>
    public LocalizedText? Unit { get; init; }

    public FieldWidth? Width { get; init; }

    /// <summary>Token of HTML's autocomplete attribute: <c>name</c>, <c>tel</c>.</summary>
    public string? Autocomplete { get; init; }

    /// <summary>File name extensions a file field takes, with dot: <c>.pdf</c>. Null: any the platform takes.</summary>
    public IReadOnlyList<string>? Accept { get; init => field = value is null ? null : List(value); }

    /// <summary>Whether the field holds an answer at all.</summary>
    [JsonIgnore]
    public bool HasAnswer => Type != FieldType.Note;

    internal override Condition? NeededWhen => Required;
}

/// <summary>One answer to choose.</summary>
public sealed record FieldOption : DefinitionPart
{
    /// <summary>Stands in the answers; unique in the field.</summary>
    public required string Value { get; init => field = Given(value); }

    public LocalizedText Label { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    public LocalizedText? Hint { get; init; }
}

/// <summary>Declares that an answer may be proposed from what is known already.</summary>
public sealed record FieldPrefill : DefinitionPart
{
    public const string AccountName = "account.name";
    public const string AccountIdNumber = "account.idNumber";
    public const string AccountPhone = "account.phone";

    /// <summary>The sources the platform has; a plugin may know others.</summary>
    public static IReadOnlyList<string> Sources { get; } = [AccountName, AccountIdNumber, AccountPhone];

    /// <summary>Key of the source.</summary>
    public required string Source { get; init => field = Given(value); }

    /// <summary>Whether the person may change the proposal.</summary>
    public bool Editable { get; init; } = true;
}
