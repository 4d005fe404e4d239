using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Files;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Tasks;

namespace Platform.Benchmarks;

/// <summary>A resident who applies for the hygiene permit and the officers who examine it, through the handlers the API calls.</summary>
/// <param name="Staff">By role.</param>
/// <param name="Filing">JSON of the application.</param>
internal sealed record PermitOffice(CaseIntake Intake, TaskDesk Desk, Actor Resident, IReadOnlyDictionary<string, Actor> Staff, string Filing)
{
    private const string Item = "public-place-hygiene-permit";
    private const string Street = "330110012";
    private const string ResidentId = "330110195803120004";

    private static readonly (string Outcome, string Role, string? Data)[] Walk =
    [
        ("Accept", Roles.AcceptanceOfficer, null),
        ("Pass", Roles.CaseOfficer, null),
        ("Pass", Roles.Reviewer, null),
        ("Grant", Roles.Approver, null),
        ("Delivered", Roles.Issuer, """{"method":"window","proof":"本人签收"}"""),
    ];

    public static async Task<PermitOffice> OpenAsync(IServiceProvider services)
    {
        var account = await services.GetRequiredService<IAccounts>().FindResidentAsync("111", ResidentId, CancellationToken.None)
            ?? throw new InvalidOperationException("The demo resident is missing.");
        var resident = new Actor(ActorKind.Resident, account, "王芳", []);
        using var content = new MemoryStream(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"));
        var file = (await services.GetRequiredService<IFiles>().SaveAsync(content, "plan.pdf", FileOwner.Of(resident)!, CancellationToken.None)).Value;
        var ids = services.GetRequiredService<IIdSource>();
        var staff = Walk.Select(w => w.Role).Distinct().ToDictionary(
            r => r, r => new Actor(ActorKind.Staff, ids.Next(), r, [new Grant(r, LocalityCode.Parse("330110"))]));
        var answers = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "hygiene-answers.json"));
        var filing = new JsonObject
        {
            ["locality"] = Street,
            ["item"] = Item,
            ["channel"] = "pc",
            ["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "王芳", ["idType"] = "111", ["idNumber"] = ResidentId, ["phone"] = "13800000001" },
            ["scenario"] = new JsonObject { ["placeType"] = "hairdressing", ["centralAir"] = "no", ["agent"] = "self" },
            ["answers"] = JsonNode.Parse(answers),
            ["materials"] = new JsonArray([.. new[] { "identity-proof", "site-plans", "test-report", "management-rules" }
                .Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file.Id) })]),
        };
        return new(services.GetRequiredService<CaseIntake>(), services.GetRequiredService<TaskDesk>(), resident, staff, filing.ToJsonString());
    }

    /// <summary>A case of the shipped flow from filing to delivery.</summary>
    /// <param name="waits">Gets the milliseconds of each command.</param>
    /// <returns>Commands.</returns>
    public async Task<int> OneCaseAsync(ConcurrentBag<double> waits)
    {
        var answer = await TimedAsync(FileAsync, waits);
        foreach (var (outcome, role, data) in Walk)
        {
            var task = answer.File.Tasks[0];
            answer = await TimedAsync(() => CompleteAsync(task.Id, outcome, Staff[role], data), waits);
        }

        return answer.File.State == Model.Cases.CaseState.Delivered
            ? Walk.Length + 1
            : throw new InvalidOperationException($"Case {answer.File.Number} ended as {answer.File.State}.");
    }

    /// <summary>A case of any flow of examinations from filing to its end: every task is passed, the oldest first.</summary>
    /// <returns>Commands.</returns>
    public async Task<int> PassAllAsync()
    {
        var answer = await FileAsync();
        var commands = 1;
        for (; answer.File.Tasks is [var task, ..]; commands++)
        {
            answer = task.Kind == TaskKind.Accept
                ? await CompleteAsync(task.Id, "Accept", Staff[Roles.AcceptanceOfficer])
                : await CompleteAsync(task.Id, "Pass", Staff[Roles.CaseOfficer]);
        }

        return answer.File.FlowStatus == FlowStatus.Finished ? commands : throw new InvalidOperationException($"The flow of case {answer.File.Number} ended as {answer.File.FlowStatus}.");
    }

    public async Task<CaseAnswer> FileAsync() =>
        (await Intake.FileAsync(Resident, JsonSerializer.Deserialize<CaseFiling>(Filing, ModelJson.Options)!, null, CancellationToken.None)).Value;

    private async Task<CaseAnswer> CompleteAsync(Guid task, string outcome, Actor officer, string? data = null) =>
        (await Desk.CompleteAsync(officer, task, outcome, "同意", data is null ? [] : (JsonObject)JsonNode.Parse(data)!, null, null, CancellationToken.None)).Value;

    private static async Task<CaseAnswer> TimedAsync(Func<Task<CaseAnswer>> command, ConcurrentBag<double> waits)
    {
        var watch = Stopwatch.StartNew();
        var answer = await command();
        waits.Add(watch.Elapsed.TotalMilliseconds);
        return answer;
    }
}
