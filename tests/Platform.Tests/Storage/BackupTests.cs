using System.IO.Compression;
using Dapper;
using Platform.Model;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_server_restores_to_the_same_content()
    {
        using var place = new TempData();
        var zip = Path.Combine(place.Directory.Root, "backup.zip");
        var restored = new DataDirectory(Path.Combine(place.Directory.Root, "restored"));
        await using (var server = await TestServer.StartAsync())
        {
            await File.WriteAllTextAsync(Path.Combine(server.Data.Files, "abc"), "content");
            Directory.CreateDirectory(server.Data.Incoming);
            await File.WriteAllTextAsync(Path.Combine(server.Data.Incoming, "half"), "cont");
            await MarkAsync(server.Get<ICommitQueue>(), "before");
            Assert.Equal((0, ""), await CommandLineTests.RunAsync("backup", "--to", zip, "--data", server.Data.Root));
            await MarkAsync(server.Get<ICommitQueue>(), "after");
        }

        Assert.Equal((0, ""), await CommandLineTests.RunAsync("restore", "--from", zip, "--data", restored.Root));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(restored.Files, "abc")));
        Assert.False(File.Exists(Path.Combine(restored.Incoming, "half")), "An upload on its way is in the backup.");
        Assert.NotEmpty(Directory.GetFiles(restored.Keys));
        await using var again = await TestServer.StartAsync(data: restored);
        var known = await again.Get<InstallationStore>().AllAsync(default);
        Assert.Equal(("live", "yes", false), (known["mode"], known["before"], known.ContainsKey("after")));
    }

    [Fact]
    public async Task A_restore_never_overwrites_and_a_damaged_backup_leaves_nothing()
    {
        using var place = new TempData();
        var zip = Path.Combine(place.Directory.Root, "backup.zip");
        await using (var server = await TestServer.StartAsync())
        {
            Assert.Equal((0, ""), await CommandLineTests.RunAsync("backup", "--to", zip, "--data", server.Data.Root));
            var (code, error) = await CommandLineTests.RunAsync("restore", "--from", zip, "--data", server.Data.Root);
            Assert.Equal(1, code);
            Assert.Contains("not empty", error, StringComparison.Ordinal);
        }

        await using (var archive = await ZipFile.OpenAsync(zip, ZipArchiveMode.Update))
        {
            archive.Entries.First(e => e.FullName.StartsWith("keys/", StringComparison.Ordinal)).Delete();
        }

        var target = Path.Combine(place.Directory.Root, "restored");
        Assert.Equal(1, (await CommandLineTests.RunAsync("restore", "--from", zip, "--data", target)).Code);
        Assert.False(Directory.Exists(target));
    }

    private static async Task MarkAsync(ICommitQueue commits, string name) => _ = (await commits.CommitAsync<Done>(async (tx, _) =>
    {
        await tx.Connection!.ExecuteAsync("INSERT INTO installation (name, value, at) VALUES (@name, 'yes', @at)", new { name, at = TestClock.Start }, tx);
        return Done.It;
    }, default)).Value;
}
