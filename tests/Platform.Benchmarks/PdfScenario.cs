using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Drills;
using Platform.Server.Hosting;

namespace Platform.Benchmarks;

/// <summary>
/// PDF files of papers, one after the other, and of a case with 20 pictures of 2 megapixels and 20 files of 5 pages. CPU is that of the server with its browser: the kernel adds
/// a process to its parent when it has ended, so the browser is left to end before it is read.
/// </summary>
internal static class PdfScenario
{
    private const int Half = 20;
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan BrowserEnds = TimeSpan.FromSeconds(6);

    public static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-pdf-bench-");
        try
        {
            var settings = new Dictionary<string, string> { ["Documents__Pdf__IdleSeconds"] = "1" };
            using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, StartupScenario.Database(options), settings: settings);
            await server.StartAsync();
            using var office = new Office(server.Url);
            await office.SignInAsync();
            var number = await FileAsync(office);
            var paper = (await office.ReadAsync(Office.Resident, $"/api/v1/cases/{number}/documents"))["items"]!.AsArray()[^1]!["id"]!.GetValue<string>();
            var path = $"/api/v1/cases/{number}/documents/{paper}.pdf";
            await BytesAsync(office, Office.Resident, path);
            var first = await MeasureAsync(server, () => BytesAsync(office, Office.Resident, path));
            var papers = await MeasureAsync(server, async () =>
            {
                for (var i = 0; i < options.Count; i++)
                {
                    await BytesAsync(office, Office.Resident, path);
                }
            });
            JsonNode? made = null;
            var whole = await MeasureAsync(server, async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{number}/dossier");
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                made = await JsonAsync(await office.SendAsync(Office.Overseer, request));
                await BytesAsync(office, Office.Overseer, $"/api/v1/cases/{number}/dossier/{made["id"]}");
            });
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "pdf",
                count = options.Count,
                firstPaperSeconds = Math.Round(first.Seconds, 2),
                firstPaperCpuSeconds = Math.Round(first.Cpu, 2),
                paperSeconds = Math.Round(papers.Seconds / options.Count, 2),
                paperCpuSeconds = Math.Round(papers.Cpu / options.Count, 2),
                caseAttachments = made!["attachments"]!.GetValue<int>(),
                casePages = made["pages"]!.GetValue<int>(),
                caseMb = Math.Round(made["sizeBytes"]!.GetValue<long>() / 1048576.0, 1),
                caseSeconds = Math.Round(whole.Seconds, 1),
                caseCpuSeconds = Math.Round(whole.Cpu, 1),
            }));
            return made["attachments"]!.GetValue<int>() == 2 * Half ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Seconds, double Cpu)> MeasureAsync(ServerProcess server, Func<Task> work)
    {
        await Task.Delay(BrowserEnds);
        var (cpu, watch) = (CpuOf(server.Id), Stopwatch.StartNew());
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        await Task.Delay(BrowserEnds);
        return (seconds, CpuOf(server.Id) - cpu);
    }

    /// <summary>Seconds of a process and of its children that have ended.</summary>
    private static double CpuOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(long.Parse) / TicksPerSecond;
    }

    private static async Task<string> FileAsync(Office office)
    {
        var files = new List<Guid>();
        for (var i = 0; i < Half; i++)
        {
            files.Add(await UploadAsync(office, $"picture-{i}.png", "image/png", SampleFiles.Png(1600, 1200, i)));
            files.Add(await UploadAsync(office, $"plan-{i}.pdf", "application/pdf", SampleFiles.Pdf($"plan{i}", 5)));
        }

        var filing = JsonNode.Parse(Office.FilingOf(files[0]))!;
        var materials = filing["materials"]!.AsArray();
        foreach (var (at, material) in materials.Index())
        {
            material!["files"] = new JsonArray([.. files.Where((_, i) => i % materials.Count == at).Select(f => (JsonNode)f)]);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/cases");
        request.Content = new StringContent(filing.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", "pdf");
        return (await JsonAsync(await office.SendAsync(Office.Resident, request)))["number"]!.GetValue<string>();
    }

    private static async Task<Guid> UploadAsync(Office office, string name, string type, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var form = new MultipartFormDataContent { { content, "file", name } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files");
        request.Content = form;
        return (await JsonAsync(await office.SendAsync(Office.Resident, request)))["id"]!.GetValue<Guid>();
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new WrongAnswerException(text);
    }

    private static async Task<byte[]> BytesAsync(Office office, string user, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await office.SendAsync(user, request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
