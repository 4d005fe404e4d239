using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Clocks;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>
/// <c>localities import</c>: takes over the division tree from a list, in one transaction. Rows that cannot be are named and left out; nothing is deleted, and the same list
/// again changes nothing.
/// </summary>
internal sealed class ImportLocalities(
    LocalityCache localities, ICommitQueue commits, IEffectHandler<AuditEntry> audit, ProblemTexts texts, IIdSource ids, TimeProvider time) : ICommand
{
    public string Name => "localities import";

    public string Usage =>
        "localities import --from FILE.csv|FOLDER [--complete] [--on yyyy-MM-dd]: takes over the division tree; with --complete, places the list no longer names end the day before --on (today).";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        var from = line.Get("from");
        var on = ChinaTime.DayOf(time.GetUtcNow());
        if (from is null || (line.Get("on") is { } day && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out on)))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        if (!File.Exists(from) && !Directory.Exists(from))
        {
            await output.WriteLineAsync($"There is no file or folder {from}.");
            return 2;
        }

        DivisionPlan plan;
        try
        {
            plan = await ImportAsync(DivisionFiles.Read(from), on, line.Has("complete"), ct);
        }
        catch (InvalidDataException e)
        {
            await output.WriteLineAsync(e.Message);
            return 1;
        }

        foreach (var finding in plan.Findings)
        {
            await output.WriteLineAsync($"{finding.Line.Source}:{finding.Line.Number}: {finding.Line.Code} {finding.Line.Name}: {texts.Say(finding.Problem)}");
        }

        await output.WriteLineAsync(
            $"{plan.Added.Count} added, {plan.Changed.Count} changed, {plan.Retired.Count} retired, {plan.Unchanged} unchanged, {plan.Findings.Count} refused");
        return plan.Findings.Count == 0 ? 0 : 1;
    }

    /// <summary>Carries out what <see cref="DivisionRules.Plan"/> finds.</summary>
    public async Task<DivisionPlan> ImportAsync(IEnumerable<DivisionLine> lines, DateOnly on, bool complete, CancellationToken ct)
    {
        var plan = DivisionRules.Plan(lines, await localities.TreeAsync(ct), on, complete);
        if (plan.Added.Count + plan.Changed.Count + plan.Retired.Count == 0)
        {
            return plan;
        }

        var now = time.GetUtcNow();
        var id = ids.Next();
        var data = JsonSerializer.Serialize(
            new { added = plan.Added.Count, changed = plan.Changed.Count, retired = plan.Retired.Count, refused = plan.Findings.Count }, ModelJson.Options);
        _ = (await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await LocalityStore.AddAsync(transaction, plan.Added, token);
                foreach (var locality in plan.Changed.Concat(plan.Retired))
                {
                    await LocalityStore.SaveAsync(transaction, locality, token);
                }

                await audit.ApplyAsync(
                    new AuditEntry(id, now, Actor.System.Name, null, "localities.imported", "localities", LocalityCode.Root, data),
                    new EffectScope(transaction, now, LocalityCode.Root),
                    token);
                await LocalityStore.CountChangeAsync(transaction, token);
                return Done.It;
            },
            ct)).Value;
        localities.Forget();
        return plan;
    }
}
