using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Drills;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>The disk and the file under an embedded database fail while a crowd works. Who is not stored is told to come back, and nothing is half done.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_full_disk_puts_off_whoever_asks_until_there_is_space_again()
    {
        using var disk = SmallDisk.Make();
        Assert.SkipWhen(disk is null, "This machine lets nobody mount a small disk (user namespaces).");
        using var ground = await DrillGround.OpenAsync(before: disk.Behind);
        disk.Fill(ground.Server.Data);
        await ground.IsPutOffAsync("is full");
        disk.Free(ground.Server.Data);
        Assert.True((await ground.IsWellAgainAsync(journal: false)).Refused > 0);
        await ground.Server.KillAsync();
        disk.CopyOut(ground.Server.Data);
        await JournalIsWholeAsync(ground);
    }

    [Fact]
    public async Task A_file_that_must_not_grow_puts_off_whoever_asks_until_it_may_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Limits of a running process are set with prlimit.");
        using var ground = await DrillGround.OpenAsync(before: _ => WriteLimit.Prepared);
        WriteLimit.Set(ground.Server.Id, new FileInfo(ground.Server.Data + "/platform.db-wal").Length);
        await ground.IsPutOffAsync("disk");
        WriteLimit.Lift(ground.Server.Id);
        Assert.True((await ground.IsWellAgainAsync()).Refused > 0);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_locked_is_waited_for_then_named_and_goes_on()
    {
        using var ground = await DrillGround.OpenAsync();
        await using (var other = new SqliteConnection($"Data Source={ground.Server.Data}/platform.db;Pooling=False"))
        {
            await other.OpenAsync();
            await other.ExecuteAsync("BEGIN EXCLUSIVE");
            await ground.IsPutOffAsync("locked by another process");
            await other.ExecuteAsync("ROLLBACK");
        }

        Assert.True((await ground.IsWellAgainAsync()).Refused > 0);
    }

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_and_the_first_goes_on()
    {
        using var ground = await DrillGround.OpenAsync();
        var link = Path.Combine(ground.Folder, "link");
        Directory.CreateSymbolicLink(link, ground.Server.Data);
        foreach (var way in new[] { ground.Server.Data, link })
        {
            var (code, said) = await ServerProcess.RunAsync(DrillGround.Program, "serve", "--demo", "--port", $"{Ports.Free()}", "--data", way);
            Assert.Equal(1, code);
            Assert.Contains("is in use by another process. Stop that one, or choose another directory with --data.", Assert.Single(said.Trim().Split('\n')), StringComparison.Ordinal);
        }

        var count = await ground.IsWellAgainAsync();
        Assert.Equal((0, 0), (count.Refused, count.Unanswered));
    }

    private static async Task JournalIsWholeAsync(DrillGround ground)
    {
        var inspection = new Inspection();
        await inspection.JournalAsync(DrillGround.Program, ground.Server.Data);
        Assert.Empty(inspection.Findings);
    }
}
