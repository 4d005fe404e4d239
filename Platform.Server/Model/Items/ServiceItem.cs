using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model.Clocks;
using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>
/// One service item as a resident of one locality meets it: catalogue and implementation layers merged (GB/T 39046—2020 事项管理, names kept).
/// Members a layer does not know survive in <see cref="More"/>. What a file leaves out of a part is empty, never null: a draft may be half done, and what is in force was
/// checked by <see cref="ItemCompleteness"/>.
/// </summary>
public sealed record ServiceItem
{
    /// <summary>Key of the definition; the <c>code</c> of the API.</summary>
    public required string Key { get; init; }
    public required LocalizedText Name { get; init; }
    public LocalizedText Summary { get; init; } = LocalizedText.Empty;
    /// <summary>What a resident has to know beyond the facts, in Markdown without HTML and pictures.</summary>
    public LocalizedText Guide { get; init; } = LocalizedText.Empty;
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
    /// <summary>Other departments that decide with it 共同实施部门.</summary>
    public IReadOnlyList<ItemAuthority> JointDepartments { get; init; } = [];
    public required TimeLimit StatutoryLimit { get; init; }
    /// <summary>What the limit follows from, or what does not count towards it 法定办结时限说明.</summary>
    public LocalizedText StatutoryLimitNote { get; init; } = LocalizedText.Empty;
    public required TimeLimit PromisedLimit { get; init; }
    public LocalizedText PromisedLimitNote { get; init; } = LocalizedText.Empty;
    /// <summary>Code table A.7: what may stop or lengthen the clock 特别程序.</summary>
    public IReadOnlyList<string> SpecialProcedures { get; init; } = [];
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
    /// <summary>How many are granted, where that is limited 数量限制.</summary>
    public LocalizedText QuantityLimit { get; init; } = LocalizedText.Empty;
    /// <summary>Code table A.4.</summary>
    public IReadOnlyList<string> Audience { get; init; } = [];
    public IReadOnlyList<string> Themes { get; init; } = [];
    /// <summary>Code table A.6: 1 on the spot, 2 committed.</summary>
    public string CaseType { get; init; } = "2";
    public IReadOnlyList<string> Channels { get; init; } = [];
    /// <summary>Where else it can be applied for 通办范围.</summary>
    public LocalizedText CrossRegionScope { get; init; } = LocalizedText.Empty;
    /// <summary>Another system that takes the application 网办地址; empty = this one.</summary>
    public string OnlineUrl { get; init; } = "";
    /// <summary>On which level the system runs that decides 运行系统层级; code table A.2.</summary>
    public string SystemLevel { get; init; } = "";
    public bool Appointment { get; init; }
    public bool OnlinePayment { get; init; }
    /// <summary>The result is sent, and materials can be 物流快递.</summary>
    public bool Logistics { get; init; }
    public LocalizedText ResultName { get; init; } = LocalizedText.Empty;
    /// <summary>Address of a picture or page that shows what is issued 结果样本.</summary>
    public string ResultSample { get; init; } = "";
    public LocalizedText ResultValidity { get; init; } = LocalizedText.Empty;
    /// <summary>What has to be had from a third party first 中介服务.</summary>
    public LocalizedText Intermediary { get; init; } = LocalizedText.Empty;
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
    /// <summary>Papers for which the item has templates of its own; the others are those of the place.</summary>
    public IReadOnlyList<ItemPaper> Papers { get; init; } = [];
    /// <summary>First day on which people can apply 计划生效日期; null = as soon as it is in force.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>Last day on which people can apply 计划取消日期; null = until further notice. Cases that are under way are dealt with all the same.</summary>
    public DateOnly? EffectiveUntil { get; init; }
    /// <summary>Remedies named in a decision: reconsideration and court.</summary>
    public LocalizedText Remedies { get; init; } = LocalizedText.Empty;
    /// <summary>Marks facts without a cited source, shown as 样例 to everybody.</summary>
    public bool Sample { get; init; }
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    /// <summary>Whether people can apply on a day, as far as the days of the item go.</summary>
    public bool IsEffectiveOn(DateOnly day) => AreEffective(EffectiveFrom, EffectiveUntil, day);

    internal static bool AreEffective(DateOnly? from, DateOnly? until, DateOnly day) => (from is not { } first || day >= first) && (until is not { } last || day <= last);
}

/// <param name="Kind">One of <see cref="Cases.DocumentKinds"/>: which paper it is.</param>
/// <param name="Template">Key of the template it is written from.</param>
public sealed record ItemPaper(string Kind, string Template)
{
    public string Kind { get; init; } = Kind ?? "";
    public string Template { get; init; } = Template ?? "";
}

/// <param name="Amount">Days or hours; 0 working days = the same working day.</param>
public sealed record TimeLimit(int Amount, ClockUnit Unit);

/// <param name="Code">Unified social credit code of the authority.</param>
/// <param name="Nature">Code table A.3 主体性质.</param>
public sealed record ItemAuthority(string Code, LocalizedText Name, LocalizedText? HandlingUnit = null, string? Nature = null)
{
    public string Code { get; init; } = Code ?? "";
    public LocalizedText Name { get; init; } = Name ?? LocalizedText.Empty;
}

/// <param name="Sample">True when the place of the fact in law could not be cited.</param>
public sealed record LegalBasis(LocalizedText Law, string? Article, LocalizedText? Text, bool Sample = false)
{
    public LocalizedText Law { get; init; } = Law ?? LocalizedText.Empty;
}

public sealed record ItemFee(bool Charged, LocalizedText? Basis, IReadOnlyList<FeeLine> Lines)
{
    public IReadOnlyList<FeeLine> Lines { get; init; } = [.. (Lines ?? []).OfType<FeeLine>()];
}

/// <param name="Amount">Yuan; null where a decision table says it.</param>
/// <param name="Table">Key of the decision table whose one number is the amount (<see cref="FeeRules"/>); null where it is the same for everybody.</param>
public sealed record FeeLine(LocalizedText Name, decimal? Amount = null, string? Table = null)
{
    public LocalizedText Name { get; init; } = Name ?? LocalizedText.Empty;
}

public sealed record HandlingPlace(LocalizedText Name, LocalizedText Address, LocalizedText Hours, string? Phone = null)
{
    public LocalizedText Name { get; init; } = Name ?? LocalizedText.Empty;
    public LocalizedText Address { get; init; } = Address ?? LocalizedText.Empty;
    public LocalizedText Hours { get; init; } = Hours ?? LocalizedText.Empty;
}

public sealed record QuestionAndAnswer(LocalizedText Question, LocalizedText Answer)
{
    public LocalizedText Question { get; init; } = Question ?? LocalizedText.Empty;
    public LocalizedText Answer { get; init; } = Answer ?? LocalizedText.Empty;
}

/// <summary>One question of the scenario 情形引导; a choice of one option.</summary>
public sealed record ScenarioQuestion(string Key, LocalizedText Question, IReadOnlyList<ScenarioOption> Options, Condition? VisibleWhen = null)
{
    public string Key { get; init; } = Key ?? "";
    public LocalizedText Question { get; init; } = Question ?? LocalizedText.Empty;
    public IReadOnlyList<ScenarioOption> Options { get; init; } = Options ?? [];
}

public sealed record ScenarioOption(string Value, LocalizedText Label)
{
    public string Value { get; init; } = Value ?? "";
    public LocalizedText Label { get; init; } = Label ?? LocalizedText.Empty;
}

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
    bool Sample = false)
{
    public string Key { get; init; } = Key ?? "";
    public LocalizedText Name { get; init; } = Name ?? LocalizedText.Empty;
}
