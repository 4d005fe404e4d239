using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Drills;

namespace Platform.Tests.Drills;

/// <summary>The disk under the data directory turns read-only or goes away while a crowd works: whoever wants something stored is told to come back, and it goes on by itself.</summary>
public sealed class BrokenDiskTests
{
    private const string NoMount = "This machine lets nobody mount a small disk (user namespaces).";

    /// <summary>How /health/ready names it.</summary>
    private const string Named = "cannot be read or written";

    private static readonly Guid Draft = new("01a22690-df70-71c4-843f-876544350348");

    [Fact]
    public async Task A_disk_that_turns_read_only_is_named_refuses_what_must_be_stored_lets_read_and_goes_on()
    {
        using var disk = SmallDisk.Make();
        Assert.SkipWhen(disk is null, NoMount);
        using var ground = await DrillGround.OpenAsync(before: data => [.. disk.Behind(data), .. WriteLimit.Prepared]);
        using var office = new Office(ground.Server.Url);
        await office.SignInAsync();
        var file = await office.UploadAsync();
        var filed = AnsweredFiling.Of("before", file, await office.FileAsync("before", file));
        var task = (await office.TaskAsync(Office.Walk[0].User, filed.Number))!.Value;

        // An item version that is looked at for the first time is written down: looked at before, it is there.
        await IsReadableAsync(office, file, filed.Number);

        // Two halves of one disk: nothing is opened for writing any more, and nothing is written to what is open.
        disk.TurnReadOnly(ground.Server.Data);
        WriteLimit.Set(ground.Server.Id, 0);
        await ground.IsPutOffAsync(Named);
        await ground.IsPutOffAsync(Named, "files");
        foreach (var command in Commands(file, task))
        {
            await IsPutOffAsync(office, command);
        }

        await IsReadableAsync(office, file, filed.Number);
        WriteLimit.Lift(ground.Server.Id);
        disk.Mend(ground.Server.Data);
        await IsWellAgainAsync(ground, disk, filed);
    }

    [Fact]
    public async Task A_disk_that_goes_away_is_named_and_nothing_is_written_in_its_place()
    {
        using var disk = SmallDisk.Make();
        Assert.SkipWhen(disk is null, NoMount);
        using var ground = await DrillGround.OpenAsync(before: data => [.. disk.Behind(data), .. WriteLimit.Prepared]);
        disk.Lose(ground.Server.Data);

        // What is open could be written on; once that has failed it must be opened anew.
        WriteLimit.Set(ground.Server.Id, 0);
        await ground.IsPutOffAsync(Named);
        WriteLimit.Lift(ground.Server.Id);
        await Task.Delay(TimeSpan.FromSeconds(6));
        await ground.IsPutOffAsync(Named);
        await ground.IsPutOffAsync(Named, "files");
        Assert.True(disk.IsEmpty(ground.Server.Data));
        disk.Mend(ground.Server.Data);
        await IsWellAgainAsync(ground, disk);
    }

    private static async Task IsWellAgainAsync(DrillGround ground, SmallDisk disk, params AnsweredFiling[] besides)
    {
        Assert.True((await ground.IsWellAgainAsync(journal: false, besides)).Refused > 0);
        await ground.Server.KillAsync();
        disk.CopyOut(ground.Server.Data);
        var inspection = new Inspection();
        await inspection.JournalAsync(DrillGround.Program, ground.Server.Data);
        Assert.Empty(inspection.Findings);
    }

    private static async Task IsReadableAsync(Office office, Guid file, string number)
    {
        foreach (var path in Readable(file, number))
        {
            using var answer = await office.SendAsync(Office.Resident, new(HttpMethod.Get, path));
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} was answered with {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static IEnumerable<HttpRequestMessage> Commands(Guid file, Guid task)
    {
        yield return Office.Upload();
        yield return Post("/api/v1/cases", Office.FilingOf(file));
        yield return Post("/api/v1/bundles", Office.BundleOf(file));
        yield return Post($"/api/v1/tasks/{task}/complete", """{"outcome":"Accept","opinion":"同意","data":null}""");

        // A try is counted before the password is looked at.
        yield return Post("/api/v1/tokens", """{"user":"li.na","password":"any"}""");
        yield return new(HttpMethod.Put, $"/api/v1/drafts/{Draft}") { Content = Json($$"""{"locality":"330110012","item":"public-place-hygiene-permit","channel":"pc"}""") };
    }

    private static IEnumerable<string> Readable(Guid file, string number) =>
    [
        "/api/v1/cases",
        $"/api/v1/cases/{number}",
        $"/api/v1/cases/{number}/documents",
        "/api/v1/bundles",
        "/api/v1/drafts",
        $"/api/v1/files/{file}",
        "/health/live",
        "/",
    ];

    private static async Task IsPutOffAsync(Office office, HttpRequestMessage command)
    {
        var user = command.RequestUri!.OriginalString.StartsWith("/api/v1/tasks", StringComparison.Ordinal) ? Office.Walk[0].User : Office.Resident;
        using (command)
        using (var answer = await office.SendAsync(user, command))
        {
            var said = $"{command.Method} {command.RequestUri} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}";
            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, said);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.True(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!["code"]!.GetValue<string>() == "server.unavailable", said);
            Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        }
    }

    private static HttpRequestMessage Post(string path, string body) => new(HttpMethod.Post, path) { Content = Json(body), Headers = { { "Idempotency-Key", "read-only:" + path } } };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
