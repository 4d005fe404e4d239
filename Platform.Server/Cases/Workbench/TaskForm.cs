using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>
/// What somebody types to finish a task, for all kinds of tasks; saved while it is typed and there again when the task is opened. What is not asked for by
/// the chosen outcome is kept but not sent.
/// </summary>
internal sealed class TaskForm
{
    public string? Outcome { get; set; }
    public string Opinion { get; set; } = "";

    /// <summary>Of a refusal or a proposal.</summary>
    public string Reason { get; set; } = "";
    public string CompetentBody { get; set; } = "";
    public NoticeDraft Notice { get; set; } = new();
    public bool WithGap { get; set; }
    public List<string> GapMaterials { get; set; } = [];
    public DateOnly? GapDueOn { get; set; }
    public bool CommitmentSigned { get; set; }

    /// <summary>Working days the applicant is told a special procedure takes.</summary>
    public int? ToldDays { get; set; }
    public string Findings { get; set; } = "";
    public string Reasons { get; set; } = "";
    public string LegalBasis { get; set; } = "";
    public string Remedies { get; set; } = "";
    public DateOnly? EffectiveFrom { get; set; }
    public DateOnly? EffectiveTo { get; set; }
    public DeliveryMethod Method { get; set; }
    public string Proof { get; set; } = "";

    /// <summary>Which parts the chosen outcome of a task asks for.</summary>
    public static TaskParts PartsOf(TaskKind kind, string? outcome) => (kind, outcome) switch
    {
        (_, null) => TaskParts.None,
        (_, TaskDesk.SendBackOutcome) => TaskParts.Opinion,
        (TaskKind.Accept, "Accept") => TaskParts.Gap | TaskParts.Opinion,
        (TaskKind.Accept, "Supplement") => TaskParts.Notice,
        (TaskKind.Accept, "Refuse") => TaskParts.Reason | TaskParts.CompetentBody,
        (TaskKind.Accept, "NotRequired") => TaskParts.Reason,
        (TaskKind.ProposeSpecialProcedure, "Propose") => TaskParts.Reason | TaskParts.ToldDays,
        (TaskKind.RecordSpecialProcedure, _) => TaskParts.Findings,
        (TaskKind.Decide, "Grant") => TaskParts.Opinion | TaskParts.Decision | TaskParts.Validity,
        (TaskKind.Decide, "Partial") => TaskParts.Opinion | TaskParts.Decision | TaskParts.Remedies | TaskParts.Validity,
        (TaskKind.Decide, "Deny") => TaskParts.Opinion | TaskParts.Decision | TaskParts.Remedies,
        (TaskKind.Deliver, _) => TaskParts.Delivery,
        _ => TaskParts.Opinion,
    };

    /// <summary>Data for completing the task: exactly what its step reads for the outcome.</summary>
    /// <param name="paths">Fields that can be marked in a notice, in reading order.</param>
    /// <param name="materials">Keys of the materials, in the item's order.</param>
    public JsonObject Data(TaskKind kind, IReadOnlyList<string> paths, IReadOnlyList<string> materials)
    {
        var parts = PartsOf(kind, Outcome);
        var data = new JsonObject();
        Put(TaskParts.Reason, "reason", Reason);
        Put(TaskParts.CompetentBody, "competentBody", CompetentBody);
        Put(TaskParts.Findings, "findings", Findings);
        Put(TaskParts.Decision, "reasons", Reasons);
        Put(TaskParts.Decision, "legalBasis", LegalBasis);
        Put(TaskParts.Remedies, "remedies", Remedies);
        if (parts.HasFlag(TaskParts.Notice))
        {
            data["notice"] = JsonSerializer.SerializeToNode(Notice.ToNotice(paths, materials), ModelJson.Options);
        }

        if (parts.HasFlag(TaskParts.Gap) && WithGap)
        {
            data["withGap"] = true;
            data["promise"] = JsonSerializer.SerializeToNode(new GapPromise([.. materials.Where(GapMaterials.Contains)], GapDueOn ?? default, CommitmentSigned), ModelJson.Options);
        }

        if (parts.HasFlag(TaskParts.ToldDays))
        {
            data["toldDays"] = ToldDays ?? 0;
        }

        if (parts.HasFlag(TaskParts.Validity))
        {
            PutDay("effectiveFrom", EffectiveFrom);
            PutDay("effectiveTo", EffectiveTo);
        }

        if (parts.HasFlag(TaskParts.Delivery))
        {
            data["method"] = JsonSerializer.SerializeToNode(Method, ModelJson.Options);
            data["proof"] = Proof.Trim();
        }

        return data;

        void Put(TaskParts part, string name, string value)
        {
            if (parts.HasFlag(part) && value.Trim() is { Length: > 0 } text)
            {
                data[name] = text;
            }
        }

        void PutDay(string name, DateOnly? day)
        {
            if (day is { } given)
            {
                data[name] = JsonSerializer.SerializeToNode(given, ModelJson.Options);
            }
        }
    }

    /// <summary>All of it, for keeping while it is typed.</summary>
    public JsonObject ToDraft() => (JsonObject)JsonSerializer.SerializeToNode(this, ModelJson.Options)!;

    /// <summary>What was kept; a new form when nothing was, or when it cannot be read any more.</summary>
    public static TaskForm FromDraft(JsonObject? draft, string opinion)
    {
        try
        {
            var form = draft.Deserialize<TaskForm>(ModelJson.Options) ?? new();
            form.Opinion = opinion;
            return form;
        }
        catch (JsonException)
        {
            return new() { Opinion = opinion };
        }
    }
}

/// <summary>What the form of a task asks for.</summary>
[Flags]
internal enum TaskParts
{
    None = 0,
    Opinion = 1,
    Reason = 2,
    CompetentBody = 4,
    Notice = 8,
    Gap = 16,
    ToldDays = 32,
    Findings = 64,

    /// <summary>Reasons and legal basis.</summary>
    Decision = 128,
    Remedies = 256,
    Validity = 512,
    Delivery = 1024,
}
