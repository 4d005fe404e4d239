using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases;
using Platform.Server.Cases.Workbench;
using Platform.Server.Hosting;

namespace Platform.Tests.Cases.Workbench;

/// <summary>What the panel of a task sends and keeps.</summary>
public sealed class TaskFormTests
{
    private static readonly string[] Paths = ["unitName", "placeName", "rooms[0].area"];
    private static readonly string[] Materials = ["site-plans", "test-report", "air-report"];

    [Theory]
    [InlineData(TaskKind.Accept, "Accept", """{}""")]
    [InlineData(TaskKind.Accept, "Refuse", """{"reason":"不属于本机关职权","competentBody":"余杭区住建局"}""")]
    [InlineData(TaskKind.Accept, "NotRequired", """{"reason":"不属于本机关职权"}""")]
    [InlineData(TaskKind.Review, "Pass", """{}""")]
    [InlineData(TaskKind.Countersign, "Reject", """{}""")]
    [InlineData(TaskKind.ProposeSpecialProcedure, "Propose", """{"reason":"不属于本机关职权","toldDays":15}""")]
    [InlineData(TaskKind.ProposeSpecialProcedure, "Skip", """{}""")]
    [InlineData(TaskKind.RecordSpecialProcedure, "Passed", """{"findings":"现场符合"}""")]
    [InlineData(TaskKind.Decide, "Grant", """{"reasons":"符合条件","legalBasis":"条例第八条","effectiveFrom":"2026-03-02","effectiveTo":"2030-03-01"}""")]
    [InlineData(TaskKind.Decide, "Deny", """{"reasons":"符合条件","legalBasis":"条例第八条","remedies":"可以申请复议"}""")]
    [InlineData(TaskKind.Decide, "SendBack", """{}""")]
    [InlineData(TaskKind.Deliver, "Delivered", """{"method":"post","proof":"EMS 1234"}""")]
    public void Only_what_the_outcome_asks_for_is_sent(TaskKind kind, string outcome, string expected)
    {
        var data = Full(outcome).Data(kind, Paths, Materials);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), data), data.ToJsonString(ModelJson.Options));
    }

    [Fact]
    public void A_notice_lists_what_is_ticked_in_the_order_of_the_form()
    {
        var form = Full("Supplement");
        form.Notice.Fields["rooms[0].area"] = new() { Ticked = true, Reason = " 与平面图不符 " };
        form.Notice.Fields["unitName"] = new() { Ticked = true, Reason = "与执照不符" };
        form.Notice.Fields["placeName"] = new() { Ticked = false, Reason = "写了又取消" };
        form.Notice.Materials["test-report"] = new() { Ticked = true, Reason = "已过期" };
        form.Notice.Note = "请一次补齐";

        var notice = form.Data(TaskKind.Accept, Paths, Materials)["notice"].Deserialize<SupplementNotice>(ModelJson.Options)!;

        Assert.Equal([new("unitName", "与执照不符"), new("rooms[0].area", "与平面图不符")], notice.Fields);
        Assert.Equal([new("test-report", "已过期")], notice.Materials);
        Assert.Equal("请一次补齐", notice.Note);
        Assert.Null(notice.Deadline);
    }

    [Fact]
    public void A_notice_begins_with_what_the_check_of_the_materials_found()
    {
        var notice = new NoticeDraft();
        notice.Suggest(
            [
                Material("site-plans", MaterialStatus.Rejected, reason: "缺少比例尺"),
                Material("test-report", MaterialStatus.Missing),
                Material("air-report", MaterialStatus.Missing, mandatory: false),
                Material("rules", MaterialStatus.Checked),
            ],
            "请补交");
        Assert.Equal(2, notice.Ticked);
        Assert.Equal("缺少比例尺", notice.Materials["site-plans"].Reason);
        Assert.Equal("请补交", notice.Materials["test-report"].Reason);
    }

    [Fact]
    public void Acceptance_with_a_gap_sends_the_promise()
    {
        var form = Full("Accept");
        (form.WithGap, form.GapMaterials, form.GapDueOn, form.CommitmentSigned) = (true, ["air-report", "test-report"], new DateOnly(2026, 3, 9), true);
        var data = form.Data(TaskKind.Accept, Paths, Materials);
        Assert.True(data["withGap"]!.GetValue<bool>());
        var promise = data["promise"].Deserialize<GapPromise>(ModelJson.Options)!;
        Assert.Equal(["test-report", "air-report"], promise.Materials);
        Assert.Equal((new DateOnly(2026, 3, 9), true), (promise.DueOn, promise.CommitmentSigned));
    }

    [Fact]
    public void Everything_typed_survives_being_kept()
    {
        var form = Full("Deny");
        form.Notice.Fields["unitName"] = new() { Ticked = true, Reason = "与执照不符" };
        var draft = JsonNode.Parse(form.ToDraft().ToJsonString(ModelJson.Options))!.AsObject();

        var again = TaskForm.FromDraft(draft, "意见在旁边");

        Assert.Equal("意见在旁边", again.Opinion);
        again.Opinion = form.Opinion;
        Assert.True(JsonNode.DeepEquals(form.ToDraft(), again.ToDraft()));
    }

    [Fact]
    public void A_draft_that_cannot_be_read_leaves_the_opinion()
    {
        Assert.Equal("还在", TaskForm.FromDraft(new JsonObject { ["notice"] = "?" }, "还在").Opinion);
        Assert.Equal("还在", TaskForm.FromDraft(null, "还在").Opinion);
    }

    [Fact]
    public void A_refusal_is_shown_at_its_input_or_above_them_all()
    {
        var texts = new ProblemTexts([new(typeof(HostingText)), new(typeof(RulesText))], NullLogger<ProblemTexts>.Instance);
        var problems = FieldProblems.Of(
            [
                Problem.Invalid("case.reason.required", "data.reason"),
                Problem.Invalid("case.reason.required", "notice.fields[2].reason"),
                Problem.Invalid("case.supplement.deadlinePast", "notice.deadline", ("value", "2026-03-01"), ("expected", "2026-03-03")),
                Problem.Of("case.separation.officerIsApprover", ProblemKind.Forbidden),
            ],
            texts,
            "reason", "notice", "notice.deadline");
        Assert.NotNull(problems.At("reason"));
        Assert.NotNull(problems.At("notice"));
        Assert.NotNull(problems.At("notice.deadline"));
        Assert.Single(problems.Others);
        Assert.Null(problems.At("opinion"));
        Assert.True(problems.Any);
        Assert.False(FieldProblems.None.Any);
    }

    private static TaskForm Full(string outcome) => new()
    {
        Outcome = outcome,
        Opinion = "同意",
        Reason = " 不属于本机关职权 ",
        CompetentBody = "余杭区住建局",
        ToldDays = 15,
        Findings = "现场符合",
        Reasons = "符合条件",
        LegalBasis = "条例第八条",
        Remedies = "可以申请复议",
        EffectiveFrom = new(2026, 3, 2),
        EffectiveTo = new(2030, 3, 1),
        Method = DeliveryMethod.Post,
        Proof = "EMS 1234",
    };

    private static CaseMaterial Material(string key, MaterialStatus status, bool mandatory = true, string? reason = null) => new(key, LocalizedText.Of(key), mandatory, status, [], Reason: reason);
}
