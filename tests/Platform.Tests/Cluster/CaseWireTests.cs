using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Owners;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;
using Platform.Tests.Cases;

namespace Platform.Tests.Cluster;

/// <summary>What goes between nodes arrives as it was sent.</summary>
public sealed class CaseWireTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 9, 30, 15, 123, TimeSpan.Zero);
    private static readonly Guid Somebody = Guid.Parse("01a22487-005f-76d8-b307-df57c9b1a852");

    public static TheoryData<string> Kinds =>
        [.. typeof(CaseCommand).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsNested: false } && t.IsAssignableTo(typeof(CaseCommand))).Select(t => t.Name).Order(StringComparer.Ordinal)];

    private CaseWire Wire => office.Server.Get<CaseWire>();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_command_with_every_member_arrives(string kind)
    {
        var command = await FullAsync(typeof(CaseCommand).Assembly.GetTypes().Single(t => t.Name == kind && t.IsAssignableTo(typeof(CaseCommand))));
        var written = Wire.Write(command);
        var read = await Wire.ReadCommandAsync(written, default);
        Assert.Equal(command.GetType(), read.GetType());
        foreach (var member in command.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var (sent, got) = (member.GetValue(command), member.GetValue(read));
            Assert.True(sent is not null, $"{member.Name} was not filled, so nothing is known of it.");
            if (member.PropertyType == typeof(PublishedItem))
            {
                Assert.Equal(((PublishedItem)sent).VersionId, ((PublishedItem)got!).VersionId);
            }
            else
            {
                Assert.Equal(JsonSerializer.Serialize(sent, member.PropertyType, ModelJson.Options), JsonSerializer.Serialize(got, member.PropertyType, ModelJson.Options));
            }
        }

        Assert.True(written.AsSpan().IndexOf("王芳"u8) < 0, "What is sent can be read on the way.");
        written[^1] ^= 1;
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await Wire.ReadCommandAsync(written, default));
    }

    [Fact]
    public async Task A_case_arrives_with_its_number_and_its_content()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        var reply = Wire.ReadReply(Wire.Write(new CaseReply(file, Repeated: true, [])));
        Assert.Equal((true, 0, (Outage?)null), (reply.Repeated, reply.Problems.Count, reply.Outage));
        Assert.Equal(number, reply.File!.Number);
        Assert.Equal(JsonSerializer.Serialize(file, ModelJson.Options), JsonSerializer.Serialize(reply.File, ModelJson.Options));
        Assert.Equal(JsonSerializer.Serialize(file.Content, ModelJson.Options), JsonSerializer.Serialize(reply.File.Content, ModelJson.Options));
        Assert.Null(Wire.ReadReply(Wire.Write(CaseReply.Of((CaseFile?)null))).File);
        Assert.Equal(Outage.DiskFull, Wire.ReadReply(Wire.Write(CaseReply.Of(Outage.DiskFull))).Outage);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void A_refusal_reads_the_same_at_the_other_end(string culture)
    {
        var texts = office.Server.Get<ProblemTexts>();
        var values = new Dictionary<string, object?>
        {
            ["a"] = "text", ["b"] = 12, ["c"] = 1234.5m, ["d"] = new DateOnly(2026, 3, 4), ["e"] = At, ["f"] = LocalizedText.Of("受理", "Acceptance"),
            ["g"] = new[] { LocalizedText.Of("甲", "A"), LocalizedText.Of("乙", "B") }, ["h"] = true, ["i"] = null, ["j"] = Somebody, ["k"] = ActorKind.Staff, ["l"] = 5L,
            ["m"] = Problem.Invalid("query.take", "take", ("value", 0), ("expected", "1–200")),
        };
        var problem = new Problem("cluster.test", ProblemKind.Conflict, "answers.name", values);
        var read = Assert.Single(Wire.ReadReply(Wire.Write(new CaseReply(null, Repeated: false, [problem]))).Problems);
        Assert.Equal((problem.Code, problem.Kind, problem.Field), (read.Code, read.Kind, read.Field));
        foreach (var name in values.Keys)
        {
            Assert.Equal(Shown(problem, name), Shown(read, name));
        }

        string Shown(Problem said, string name) => texts.Show(said.Values![name], CultureInfo.GetCultureInfo(culture));
    }

    private async Task<CaseCommand> FullAsync(Type kind)
    {
        var command = (CaseCommand)Activator.CreateInstance(kind)!;
        foreach (var member in kind.GetProperties().Where(p => p.CanWrite))
        {
            member.SetValue(command, await SampleAsync(member.PropertyType));
        }

        return command;
    }

    private async Task<object> SampleAsync(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "王芳"
            : type == typeof(Guid) ? Somebody
            : type == typeof(bool) ? true
            : type == typeof(int) ? 7
            : type == typeof(long) ? 8L
            : type == typeof(DateTimeOffset) ? At
            : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!
            : type == typeof(JsonObject) ? new JsonObject { ["a"] = 1, ["b"] = new JsonArray("x") }
            : type == typeof(JsonElement) ? JsonElement.Parse("""{"a":["王芳",1]}""")
            : type == typeof(Answers) ? Answers.Of(CaseOffice.Answers())
            : type == typeof(ImmutableList<MaterialInput>) ? ImmutableList.Create(new MaterialInput("key", [Somebody], true, true))
            : type == typeof(IReadOnlyDictionary<string, string>) ? new Dictionary<string, string> { ["from"] = "to" }
            : type == typeof(IReadOnlyDictionary<string, JsonElement>) ? new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse("""{"b":[1]}""") }
            : type == typeof(RequestKey) ? new RequestKey("who", "key", "digest")
            : type == typeof(LocalityCode) ? LocalityCode.Parse(CaseOffice.Street)
            : type == typeof(Actor) ? new Actor(ActorKind.Staff, Somebody, "王芳", [new("reviewer", LocalityCode.Root, "authority")])
            {
                Channel = "window", Session = Somebody, KeptFrom = [new("authority", "group", "reviewer", LocalityCode.Root)], StandsInFor = [new(Somebody, "李娜")],
            }
            : type == typeof(PublishedItem) ? (await office.Server.Get<IItemCatalogue>().FindAsync(LocalityCode.Parse(CaseOffice.Street), CaseOffice.Hygiene, default))!
            : type == typeof(CaseContent) ? CaseContent.Empty with { Applicant = new("1", "王芳", "111", CaseOffice.Resident, "13800000001"), Answers = Answers.Of(CaseOffice.Answers()) }
            : type == typeof(Platform.Model.Cases.TrackingCode) ? Platform.Model.Cases.TrackingCode.Generate(RandomNumberGenerator.GetBytes)
            : type == typeof(LocalizedText) ? LocalizedText.Of("王芳", "Wang Fang")
            : type == typeof(IReadOnlyList<string>) ? (string[])["one", "two"]
            : await SampleRecordAsync(type);
    }

    private async Task<object> SampleRecordAsync(Type type)
    {
        var make = type.GetConstructors().MaxBy(c => c.GetParameters().Length)
            ?? throw new NotSupportedException($"There is no sample of {type}, which a command holds: this test needs one.");
        var values = new List<object>();
        foreach (var parameter in make.GetParameters())
        {
            values.Add(await SampleAsync(parameter.ParameterType));
        }

        return make.Invoke([.. values]);
    }
}
