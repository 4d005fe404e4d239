using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model.Clocks;
using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>
/// One service item as a resident of one locality meets it: catalogue and implementation layers merged (GB/T 39046—2020 事项管理, names kept).
/// Members a layer does not know survive in <see cref="More"/>.
/// </summary>
public sealed record ServiceItem
{
    /// <summary>Key of the definition; the <c>code</c> of the API.</summary>
    public required string Key { get; init; }
    public required LocalizedText Name { get; init; }
    public LocalizedText Summary { get; init; } = LocalizedText.Empty;
    public string? BasicCode { get; init; }
    public string? ImplementationCode { get; init; }
    /// <summary>Code table A.1.</summary>
    public string ItemType { get; init; } = "01";
    public IReadOnlyList<LegalBasis> LegalBasis { get; init; } = [];
    /// <summary>Code table A.2.</summary>
    public string ExerciseLevel { get; init; } = "4";
    /// <summary>What a higher authority decides after the review here 权限划分; empty where everything is decided here.</summary>
    public LocalizedText PowerSplit { get; init; } = LocalizedText.Empty;
    public required ItemAuthority Authority { get; init; }
    public required TimeLimit StatutoryLimit { get; init; }
    public required TimeLimit PromisedLimit { get; init; }
    /// <summary>Several departments decide together: extension up to 15 instead of 10 working days.</summary>
    public bool Joint { get; init; }
    /// <summary>Working days within which the applicant is told of defects (Administrative Licensing Law Art 32: 5).</summary>
    public int NoticeDays { get; init; } = 5;
    /// <summary>Working days from decision to delivery (Art 44: 10).</summary>
    public int DeliveryDays { get; init; } = 10;
    /// <summary>Time the applicant has to complete the application.</summary>
    public TimeLimit SupplementLimit { get; init; } = new(20, ClockUnit.WorkingDay);
    /// <summary>From how much of a limit on the office is warned.</summary>
    public WarningLevels Warnings { get; init; } = WarningLevels.Default;
    /// <summary>Natural days in which a service event can be rated.</summary>
    public int RatingWindowDays { get; init; } = 7;
    public IReadOnlyList<LocalizedText> AcceptanceConditions { get; init; } = [];
    /// <summary>Code table A.4.</summary>
    public IReadOnlyList<string> Audience { get; init; } = [];
    public IReadOnlyList<string> Themes { get; init; } = [];
    /// <summary>Code table A.6: 1 on the spot, 2 committed.</summary>
    public string CaseType { get; init; } = "2";
    public IReadOnlyList<string> Channels { get; init; } = [];
    public LocalizedText ResultName { get; init; } = LocalizedText.Empty;
    public ItemFee Fee { get; init; } = new(false, null, []);
    public IReadOnlyList<HandlingPlace> Places { get; init; } = [];
    public string EnquiryPhone { get; init; } = "";
    public string SupervisionPhone { get; init; } = "";
    public int HallVisits { get; init; }
    public IReadOnlyList<QuestionAndAnswer> Faq { get; init; } = [];
    /// <summary>Questions whose answers decide materials and steps; asked before the form.</summary>
    public IReadOnlyList<ScenarioQuestion> Scenario { get; init; } = [];
    public IReadOnlyList<MaterialRequirement> Materials { get; init; } = [];
    public required string Form { get; init; }
    public required string Flow { get; init; }
    public string Calendar { get; init; } = "cn-workdays";
    /// <summary>Remedies named in a decision: reconsideration and court.</summary>
    public LocalizedText Remedies { get; init; } = LocalizedText.Empty;
    /// <summary>Marks facts without a cited source, shown as 样例 to everybody.</summary>
    public bool Sample { get; init; }
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }
}

/// <param name="Amount">Days or hours; 0 working days = the same working day.</param>
public sealed record TimeLimit(int Amount, ClockUnit Unit);

/// <param name="Code">Unified social credit code of the authority.</param>
public sealed record ItemAuthority(string Code, LocalizedText Name, LocalizedText? HandlingUnit = null);

/// <param name="Sample">True when the place of the fact in law could not be cited.</param>
public sealed record LegalBasis(LocalizedText Law, string? Article, LocalizedText? Text, bool Sample = false);

public sealed record ItemFee(bool Charged, LocalizedText? Basis, IReadOnlyList<FeeLine> Lines);

/// <param name="Amount">Yuan.</param>
public sealed record FeeLine(LocalizedText Name, decimal Amount);

public sealed record HandlingPlace(LocalizedText Name, LocalizedText Address, LocalizedText Hours, string? Phone = null);

public sealed record QuestionAndAnswer(LocalizedText Question, LocalizedText Answer);

/// <summary>One question of the scenario 情形引导; a choice of one option.</summary>
public sealed record ScenarioQuestion(string Key, LocalizedText Question, IReadOnlyList<ScenarioOption> Options, Condition? VisibleWhen = null);

public sealed record ScenarioOption(string Value, LocalizedText Label);

/// <param name="Originals">Number of originals 原件份数.</param>
/// <param name="Copies">Number of copies 复印件份数.</param>
/// <param name="Condition">Over the scenario answers (<c>scenario.x</c>) and the form's answers; null = always required.</param>
/// <param name="Deferrable">May be missing under 容缺受理.</param>
/// <param name="Form">Name of the form template a resident downloads, or null.</param>
public sealed record MaterialRequirement(
    string Key,
    LocalizedText Name,
    LocalizedText? Issuer = null,
    int Originals = 0,
    int Copies = 0,
    bool Mandatory = true,
    bool Deferrable = false,
    Condition? Condition = null,
    LocalizedText? Note = null,
    IReadOnlyList<string>? FileTypes = null,
    bool Sample = false);
