using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Bundles;

/// <summary>出生一件事 as 王芳 files it.</summary>
internal static class Births
{
    public const string Health = "11330110YL00000126";
    public const string Police = "11330110YL0000119H";
    public const string Insurance = "11330110YL0000127C";

    public static readonly string[] Items = ["birth-certificate", "birth-registration", "infant-medical-insurance", "vaccination-certificate"];

    public static JsonObject Answers() => JsonNode.Parse(TestData.Text("Bundles/Data/birth-answers.json"))!.AsObject();

    public static async Task<JsonObject> FilingAsync(HttpClient client)
    {
        var file = await CaseOffice.UploadAsync(client, "papers.pdf");
        return new()
        {
            ["locality"] = CaseOffice.Street,
            ["bundle"] = "birth",
            ["channel"] = "pc",
            ["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "王芳", ["idType"] = "111", ["idNumber"] = CaseOffice.Resident, ["phone"] = "13800000001" },
            ["answers"] = Answers(),
            ["materials"] = new JsonArray([.. new[] { "parents-identity", "delivery-record", "household-register" }.Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file) })]),
        };
    }

    /// <summary>Files it under a new key.</summary>
    public static async Task<JsonNode> FileAsync(CaseOffice office, Action<JsonObject>? change = null)
    {
        var resident = await office.ResidentAsync();
        var filing = await FilingAsync(resident);
        change?.Invoke(filing);
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing, office.NewKey());
        return await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
    }

    public static string Number(this JsonNode filed) => filed["number"]!.GetValue<string>();

    public static string Code(this JsonNode filed) => filed["trackingCode"]!.GetValue<string>();

    /// <summary>Number of the case of one item.</summary>
    public static string CaseOf(this JsonNode filed, string item) =>
        filed["cases"]!.AsArray().Single(c => c!["item"]!.GetValue<string>() == item)!["number"]!.GetValue<string>();
}
