using Platform.Drills;
using Platform.Tests.Documents.Pdf;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>A server that is killed takes the browser that prints for it along, and its folder.</summary>
public sealed class PrinterKillTests
{
    [Fact]
    public async Task The_browser_of_a_killed_server_ends_and_leaves_nothing_behind()
    {
        Press.NeedsBrowser();
        using var place = new TempData();
        var temporary = Directory.CreateDirectory(Path.Combine(place.Directory.Root, "tmp")).FullName;
        using var server = new ServerProcess(DrillGround.Program, Path.Combine(place.Directory.Root, "data"), sms: null, settings: new Dictionary<string, string> { ["TMPDIR"] = temporary });
        await server.StartAsync();
        using var office = new Office(server.Url);
        await office.SignInAsync();
        var number = (await office.FileAsync("pdf", await office.UploadAsync()))["number"]!.GetValue<string>();
        var paper = (await office.ReadAsync(Office.Resident, $"/api/v1/cases/{number}/documents"))["items"]!.AsArray()[0]!["id"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/cases/{number}/documents/{paper}.pdf");
        using var answer = await office.SendAsync(Office.Resident, request);
        answer.EnsureSuccessStatusCode();
        var folder = Assert.Single(Directory.GetDirectories(temporary, "platform-pdf-*"));
        Assert.NotEmpty(Browsers(folder));

        await server.KillAsync();
        for (var i = 0; (Directory.Exists(folder) || Browsers(folder).Count > 0) && i < 600; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Empty(Browsers(folder));
        Assert.False(Directory.Exists(folder));
    }

    private static List<string> Browsers(string folder) => [.. Directory.GetDirectories("/proc").Where(p => CommandOf(p).Contains(folder, StringComparison.Ordinal))];

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
