using System.Net;
using System.Text.Json.Nodes;

namespace Platform.Tests.Cases;

/// <summary>An office whose window files for people who have no account.</summary>
public sealed class CounterOffice : CaseOffice
{
    private static readonly JsonObject Notice = new()
    {
        ["notice"] = new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }, new JsonObject { ["key"] = "placeName", ["reason"] = "与门牌不符" }),
            ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["reason"] = "平面图不清晰" }),
        },
    };

    /// <summary>Files at the window for 周末, who is not registered. Number and tracking code.</summary>
    public async Task<(string Number, string Code)> FileForStrangerAsync()
    {
        var clerk = await AsAsync("zhang.wei");
        var filing = Filing(await UploadAsync(clerk));
        filing["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "周末", ["idType"] = "111", ["idNumber"] = "330110199001011234", ["phone"] = "13900000001" };
        filing["channel"] = "window";
        using var answer = await PostAsync(clerk, "/api/v1/cases", filing, key: NewKey());
        var filed = await ReadAsync(answer, HttpStatusCode.Created);
        var number = filed["number"]!.GetValue<string>();
        return (number, (await Server.Get<Platform.Server.Cases.CaseReader>().FindAsync(number, default))!.TrackingCode.Value);
    }

    /// <summary>The same, waiting for a phone, a name of the place, and better plans.</summary>
    public async Task<(string Number, string Code)> WaitingAsync()
    {
        var filed = await FileForStrangerAsync();
        await AskAsync(filed.Number);
        return filed;
    }

    public Task<JsonNode> AskAsync(string number) => CompleteAsync("li.na", number, "Supplement", (JsonObject)Notice.DeepClone());

    /// <summary>What the notice asks for, with this file as the plans.</summary>
    public static JsonObject Supplied(Guid plans) => new()
    {
        ["answers"] = new JsonObject { ["managerPhone"] = "13800000009", ["placeName"] = "清波美容店文一店" },
        ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["files"] = new JsonArray(plans) }),
    };

    public static Task<HttpResponseMessage> PutUpAsync(HttpClient client, string number, string? code, string name = "better.pdf", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{number}/files{(code is null ? "" : "?code=" + code)}") { Content = PdfForm(name) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request);
    }

    public static async Task<Guid> PutUpFileAsync(HttpClient client, string number, string code, string name = "better.pdf")
    {
        using var answer = await PutUpAsync(client, number, code, name);
        return (await ReadAsync(answer, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }
}
