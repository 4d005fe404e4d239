using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Items;

namespace Platform.Server.Items;

/// <summary>Reads items as they were written down for their cases, which are dealt with on them as long as they live.</summary>
internal static class WrittenItem
{
    /// <summary>
    /// Members that earlier releases kept without looking at them, in whatever shape they came. No case depends on them, so where one does not fit they are left out together.
    /// </summary>
    private static readonly string[] KeptUnread =
    [
        "jointDepartments", "statutoryLimitNote", "promisedLimitNote", "specialProcedures", "quantityLimit", "crossRegionScope", "onlineUrl", "systemLevel", "appointment", "onlinePayment",
        "logistics", "resultSample", "resultValidity", "intermediary", "effectiveFrom", "effectiveUntil", "papers",
    ];

    public static ServiceItem Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ServiceItem>(json, ModelJson.Options)!;
        }
        catch (JsonException)
        {
            var written = (JsonObject)JsonNode.Parse(json)!;
            foreach (var member in KeptUnread)
            {
                written.Remove(member);
            }

            return written.Deserialize<ServiceItem>(ModelJson.Options)!;
        }
    }
}
