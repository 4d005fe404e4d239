using Platform.Drills;

namespace Platform.Tests.Drills;

/// <summary>The restore drill: a backup that is only made proves nothing.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_backup_under_load_restored_elsewhere_has_all_that_was_answered_and_goes_on()
    {
        using var ground = await DrillGround.OpenAsync();
        var answered = ground.Crowd.Ledger();
        var zip = Path.Combine(ground.Folder, "backup.zip");
        await DoneAsync("backup", "--to", zip, "--data", ground.Server.Data);
        Assert.True((await ground.Crowd.CountAsync()).Answers > answered.Filings.Count + answered.Completions.Count, "Nobody worked during the backup.");
        await ground.Crowd.ProgressAsync(20);
        await ground.Crowd.StopAsync();
        await ground.Server.KillAsync();

        var elsewhere = Path.Combine(ground.Folder, "elsewhere");
        await DoneAsync("restore", "--from", zip, "--data", elsewhere);
        using var receiver = new SmsReceiver();
        using var server = new ServerProcess(DrillGround.Program, elsewhere, receiver.Address);
        await server.StartAsync();
        using var crowd = await ground.CrowdAsync(server, "second");
        await crowd.ProgressAsync(20);
        await crowd.StopAsync();

        using var office = new Office(server.Url);
        await office.SignInAsync();
        var more = crowd.Ledger();
        // What was answered while the backup was made may be in it or not.
        var inspection = new CaseInspection(office, new([.. answered.Filings, .. more.Filings], [.. answered.Completions, .. more.Completions], []));
        await inspection.LookAsync(closed: false);

        // The eye that looks sees what is missing: what was answered after the backup.
        var blind = new CaseInspection(office, ground.Crowd.Ledger());
        await blind.LookAsync(closed: false);
        Assert.Contains(blind.Findings, f => f.Fault == Fault.Lost);
        await server.KillAsync();
        await inspection.JournalAsync(DrillGround.Program, elsewhere);
        Assert.Empty(inspection.Findings);
        Assert.NotEmpty(more.Filings);

        // What waited in the outbox when the backup was made is sent again, under the key it had.
        var keys = ground.Receiver.Deliveries.Concat(receiver.Deliveries).GroupBy(d => d.Key);
        Assert.All(keys, k => Assert.Single(k.Distinct()));
    }

    private static async Task DoneAsync(params string[] command)
    {
        var (code, said) = await ServerProcess.RunAsync(DrillGround.Program, command);
        Assert.True(code == 0, said);
    }
}
